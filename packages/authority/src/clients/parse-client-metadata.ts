import {
  accept,
  formatScope,
  type JsonObject,
  looksLikeToken,
  parseScope,
  type Result,
  refuse,
} from '@sallyport/protocol'
import type { ClientAuthenticationMethod, ClientMetadata } from '@sallyport/store'
import type { OutboundPolicy } from '../outbound/target.ts'
import {
  type Check,
  createMembers,
  type Members,
  type MetadataProblem,
} from './metadata-members.ts'
import {
  fetchedUri,
  integer,
  list,
  pageUri,
  text,
  truth,
  uri,
  word,
  wrong,
} from './metadata-values.ts'
import { parseClientKeys } from './parse-client-keys.ts'

/** The grants that a client may be registered for. */
export const registrableGrantTypes = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
] as const

/** Every member that is understood; whoever must ignore unknown ones ignores all others. */
export const clientMetadataNames = [
  'client_name',
  'client_uri',
  'logo_uri',
  'tos_uri',
  'policy_uri',
  'contacts',
  'application_type',
  'redirect_uris',
  'grant_types',
  'response_types',
  'token_endpoint_auth_method',
  'scope',
  'jwks',
  'jwks_uri',
  'id_token_signed_response_alg',
  'default_max_age',
  'require_pushed_authorization_requests',
  'post_logout_redirect_uris',
  'backchannel_logout_uri',
  'backchannel_logout_session_required',
] as const

/** What differs between those who may state metadata. */
export interface MetadataRules {
  /** Where `token_endpoint_auth_method` is absent. */
  readonly defaultMethod: ClientAuthenticationMethod
  /** Where `grant_types` is absent. */
  readonly defaultGrantTypes: readonly (typeof registrableGrantTypes)[number][]
  /** Who vouches for the addresses in it. */
  readonly policy: OutboundPolicy
}

/** Metadata in which nothing contradicts anything; who the client is, the caller knows. */
export type ParsedClientMetadata = Omit<ClientMetadata, 'client_id'>

const MOST_URIS = 32
const MOST_CONTACTS = 8

/**
 * Parses what a client (or its operator) says of it, in the metadata names of RFC 7591 §2, OpenID Connect
 * Registration §2, RP-Initiated and Back-Channel Logout, and RFC 9126 §6. Members that are not among
 * `clientMetadataNames`, localized ones included (`client_name#fr`), have no effect. Refused with
 * everything that is wrong at once.
 * @see RFC 7591 §2 and §2.1
 */
export function parseClientMetadata(
  source: JsonObject,
  rules: MetadataRules,
): Result<ParsedClientMetadata, readonly [MetadataProblem, ...MetadataProblem[]]> {
  const members = createMembers(source)
  const grants = readGrants(members, rules)
  const method = members.withDefault('token_endpoint_auth_method', rules.defaultMethod, readMethod)
  const metadata = {
    ...members.optional('client_name', text(200)),
    ...members.optional('client_uri', pageUri(rules.policy)),
    ...members.optional('logo_uri', pageUri(rules.policy)),
    ...members.optional('tos_uri', pageUri(rules.policy)),
    ...members.optional('policy_uri', pageUri(rules.policy)),
    ...members.optional('contacts', list(text(256), MOST_CONTACTS)),
    ...members.optional('application_type', word(['web', 'native'])),
    redirect_uris: readRedirectUris(members, grants),
    grant_types: grants,
    token_endpoint_auth_method: method ?? rules.defaultMethod,
    scope: members.withDefault('scope', '', readScope) ?? '',
    ...parseClientKeys(members, method, rules.policy),
    ...members.optional('id_token_signed_response_alg', word(['RS256', 'ES256'])),
    ...members.optional('default_max_age', integer(0, 2 ** 31 - 1)),
    ...members.optional('require_pushed_authorization_requests', truth),
    ...members.optional('post_logout_redirect_uris', list(uri, MOST_URIS)),
    ...members.optional('backchannel_logout_uri', fetchedUri(rules.policy)),
    ...members.optional('backchannel_logout_session_required', truth),
  }
  checkApplicationType(members, metadata)
  // Security: a client without credentials cannot act in its own name (OAuth 2.1 §4.2).
  if (method === 'none' && grants.includes('client_credentials')) {
    members.refuse('grant_types', '`client_credentials` is for clients that authenticate')
  }
  const [first, ...rest] = members.problems
  return first === undefined ? accept(metadata) : refuse([first, ...rest])
}

const readMethod = word([
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] satisfies ClientAuthenticationMethod[])

/** RFC 7591 §2.1: grants and response types must fit each other. */
function readGrants(members: Members, rules: MetadataRules): readonly string[] {
  const { defaultGrantTypes: fallback } = rules
  const read = list(word(registrableGrantTypes), registrableGrantTypes.length)
  const types = members.withDefault<readonly string[]>('grant_types', fallback, read)
  if (types === undefined) return []
  const grants = [...new Set(types)]
  const hasCode = grants.includes('authorization_code')
  const isFirst = (type: string) => type !== 'refresh_token'
  if (!grants.some(isFirst)) {
    members.refuse(
      'grant_types',
      'must contain `authorization_code`, or another way to a first token',
    )
  }
  const responses = members.withDefault('response_types', undefined, list(word(['code']), 1))
  if (responses !== undefined && responses.length === 0 && hasCode) {
    members.refuse('response_types', "must be `['code']`, or left out")
  }
  if (responses !== undefined && responses.length > 0 && !hasCode) {
    members.refuse('response_types', 'must be empty or left out without `authorization_code`')
  }
  return grants
}

function readRedirectUris(members: Members, grants: readonly string[]): readonly string[] {
  const hasCode = grants.includes('authorization_code')
  if (hasCode && !members.has('redirect_uris')) {
    members.refuse('redirect_uris', 'is required by `authorization_code`: a list of URIs')
  }
  const uris = members.withDefault('redirect_uris', [], list(uri, MOST_URIS)) ?? []
  if (hasCode && members.isEmptyList('redirect_uris')) {
    const what = 'is an empty list; the client needs at least one to be sent back to'
    members.refuse('redirect_uris', what)
  }
  return uris
}

const readScope: Check<string> = (value) => {
  if (typeof value !== 'string') {
    return wrong('must be scope names in one text, separated by spaces', value)
  }
  const names = parseScope(value)
  if (names === undefined) {
    return wrong('contains a character that no scope name may have: see RFC 6749 §3.3')
  }
  return names.some(looksLikeToken)
    ? wrong('contains what looks like a secret, not like the name of a scope')
    : accept(formatScope(names))
}

/** OpenID Connect Registration §2: a web application has no scheme of its own. */
function checkApplicationType(members: Members, metadata: ParsedClientMetadata): void {
  if (metadata.application_type !== 'web') return
  for (const [index, uri] of metadata.redirect_uris.entries()) {
    if (!/^https?:/i.test(uri)) {
      members.refuse('redirect_uris', 'is for `native` applications, not for `web`', index)
    }
  }
}
