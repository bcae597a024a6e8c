import { checkRedirectUri } from '@sallyport/authority'
import { formatScope, parseScope } from '@sallyport/protocol'
import type { ConfiguredClient } from '../configuration.ts'
import type { Place } from '../read/place.ts'
import { readLongSecret } from '../read/read-secret.ts'
import {
  type Fields,
  kindOf,
  type Reader,
  readList,
  readObject,
  readText,
  readWord,
} from '../read/read-value.ts'

const known = [
  'client_id',
  'client_name',
  'redirect_uris',
  'grant_types',
  'token_endpoint_auth_method',
  'client_secret',
  'scope',
  'response_types',
] as const

/** Secrets are kept as plain digests, which is safe for long random ones only. */
const leastClientSecretLength = 32

/** Reads one client. */
export const readClient: Reader<ConfiguredClient> = (place, value) => {
  const fields = readObject(place, value, known)
  if (fields === undefined) return undefined
  const id = fields.required('client_id', 'the name the client presents', readClientId)
  const name = fields.optional('client_name', readText)
  const redirectUris = fields.required('redirect_uris', 'a list of URIs', readRedirectUris)
  const grantTypes = fields.withDefault(
    'grant_types',
    ['authorization_code', 'refresh_token'] as const,
    readGrantTypes,
  )
  const scope = fields.withDefault('scope', '', readScope)
  fields.optional('response_types', readResponseTypes)
  const authentication = readAuthentication(place, fields)
  if (
    id === undefined ||
    redirectUris === undefined ||
    grantTypes === undefined ||
    scope === undefined ||
    authentication === undefined
  ) {
    return undefined
  }
  return {
    client_id: id,
    ...(name === undefined ? {} : { client_name: name }),
    redirect_uris: redirectUris,
    grant_types: grantTypes,
    ...authentication,
    scope,
  }
}

/** @see RFC 6749 appendix A.1 */
const readClientId: Reader<string> = (place, value) =>
  typeof value === 'string' && /^[\x21-\x7e]{1,255}$/.test(value)
    ? value
    : place.refuse('must be 1 to 255 printable ASCII characters without spaces')

const readRedirectUris: Reader<readonly string[]> = (place, value) => {
  const uris = readList(readRedirectUri)(place, value)
  return uris?.length === 0
    ? place.refuse('is an empty list; the client needs at least one to be sent back to')
    : uris
}

const readRedirectUri: Reader<string> = (place, value) => {
  const uri = readText(place, value)
  if (uri === undefined) return undefined
  const checked = checkRedirectUri(uri)
  return checked.ok ? checked.value : place.refuse(checked.refusal)
}

const readGrantTypes: Reader<ConfiguredClient['grant_types']> = (place, value) => {
  const types = readList(readWord(['authorization_code', 'refresh_token']))(place, value)
  if (types === undefined) return undefined
  return types.includes('authorization_code')
    ? [...new Set(types)]
    : place.refuse('must contain `authorization_code`, the one way to a first token')
}

const readResponseTypes: Reader<readonly 'code'[]> = (place, value) => {
  const types = readList(readWord(['code']))(place, value)
  return types?.length === 0 ? place.refuse("must be `['code']`, or left out") : types
}

const readScope: Reader<string> = (place, value) => {
  if (typeof value !== 'string') {
    return place.refuse(
      `must be scope names in one text, separated by spaces, not ${kindOf(value)}`,
    )
  }
  const names = parseScope(value)
  return names === undefined
    ? place.refuse('contains a character that no scope name may have: see RFC 6749 §3.3')
    : formatScope(names)
}

type Authentication = Pick<ConfiguredClient, 'token_endpoint_auth_method' | 'client_secret'>

/**
 * Security: a confidential method without a secret, and a secret that would never be asked for, are
 * both refused; neither silently makes a public client.
 */
function readAuthentication(place: Place, fields: Fields): Authentication | undefined {
  const secret = fields.optional('client_secret', readLongSecret(leastClientSecretLength))
  const method = fields.withDefault(
    'token_endpoint_auth_method',
    fields.has('client_secret') ? 'client_secret_basic' : 'none',
    readWord(['none', 'client_secret_basic', 'client_secret_post']),
  )
  if (method === undefined) return undefined
  if (method === 'none') {
    return fields.has('client_secret')
      ? place
          .at('token_endpoint_auth_method')
          .refuse('is `none`, yet the client has a `client_secret`: leave one of them out')
      : { token_endpoint_auth_method: method }
  }
  if (!fields.has('client_secret')) {
    return place.at('client_secret').refuse(`is required by \`${method}\``)
  }
  return secret === undefined
    ? undefined
    : { token_endpoint_auth_method: method, client_secret: secret }
}
