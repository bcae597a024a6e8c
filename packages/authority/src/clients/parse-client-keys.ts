import { accept } from '@sallyport/protocol'
import type { ClientMetadata } from '@sallyport/store'
import type { OutboundPolicy } from '../outbound/target.ts'
import type { Check, Members } from './metadata-members.ts'
import { fetchedUri, wrong } from './metadata-values.ts'

const MOST_KEYS = 16
/** Members of private and symmetric keys (RFC 7518 §6.2.2, §6.3.2, §6.4). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

type ClientKeys = Pick<ClientMetadata, 'jwks' | 'jwks_uri'>

/**
 * Reads the public keys of a client, in the metadata or at an address. A client that has keys
 * authenticates with them, and one that authenticates with them has some.
 * @see RFC 7591 §2, draft-ietf-oauth-client-id-metadata-document-01 §6.2
 */
export function parseClientKeys(
  members: Members,
  method: ClientMetadata['token_endpoint_auth_method'] | undefined,
  policy: OutboundPolicy,
): ClientKeys {
  const keys = {
    ...members.optional('jwks', keySet),
    ...members.optional('jwks_uri', fetchedUri(policy)),
  }
  const hasKeys = members.has('jwks') || members.has('jwks_uri')
  if (members.has('jwks') && members.has('jwks_uri')) {
    members.refuse('jwks_uri', 'stands beside `jwks`: leave one of them out')
  }
  if (method === 'private_key_jwt' && !hasKeys) {
    members.refuse('jwks', 'is required by `private_key_jwt`, or else `jwks_uri`')
  }
  if (method === 'none' && hasKeys) {
    members.refuse('token_endpoint_auth_method', 'is `none`, yet the client has keys')
  }
  return keys
}

const keySet: Check<NonNullable<ClientMetadata['jwks']>> = (value) => {
  if (!isObject(value) || !Array.isArray(value.keys)) {
    return wrong('must be a JWK Set: `{ keys: […] }`')
  }
  const keys: readonly unknown[] = value.keys
  if (keys.length === 0 || keys.length > MOST_KEYS) {
    return wrong(`must have 1 to ${MOST_KEYS} keys`)
  }
  const found: Readonly<Record<string, unknown>>[] = []
  for (const key of keys) {
    if (!isObject(key) || typeof key.kty !== 'string') {
      return wrong('holds what is not a JWK')
    }
    // Security: a secret half must not be kept where anybody may read it, and signs for nobody but its owner.
    if (key.kty === 'oct' || PRIVATE_MEMBERS.some((name) => Object.hasOwn(key, name))) {
      return wrong('holds a private or symmetric key; only public keys are allowed')
    }
    found.push(key)
  }
  return accept({ keys: found })
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
