import type { JsonObject } from '@sallyport/protocol'
import { isScope } from './parse-claims.ts'

/** Claims that mean the same everywhere (RFC 7519 §4.1, OpenID Connect Core 1.0 §2). */
const COMMON = ['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'auth_time', 'acr', 'amr', 'sid']

/**
 * Puts the claims of a token of no profile under the names of RFC 9068: `azp` stands in for
 * `client_id`, `scp` for `scope`, lists of scope names become one text, and `tokenId` stands in for
 * `jti`. Types are judged afterwards. `roles`, `department` and `grant_id` are not taken: with no
 * profile they mean what the issuer likes, so its `facts` have to say what they are here.
 */
export function normalizeClaims(payload: JsonObject, tokenId: string): JsonObject {
  const claims: Record<string, unknown> = Object.create(null)
  for (const name of COMMON) if (Object.hasOwn(payload, name)) claims[name] = payload[name]
  const client = firstOwn(payload, 'client_id', 'azp')
  if (client !== undefined) claims.client_id = payload[client]
  const scope = firstOwn(payload, 'scope', 'scp')
  if (scope !== undefined) claims.scope = scopeText(payload[scope])
  claims.jti = Object.hasOwn(payload, 'jti') ? payload.jti : tokenId
  return claims
}

function firstOwn(payload: JsonObject, ...names: string[]): string | undefined {
  return names.find((name) => Object.hasOwn(payload, name))
}

/** A list of scope names as the text that `scope` is; anything else as it is, to be refused. */
function scopeText(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every((name) => isScope(name) && !name.includes(' '))) {
    return value
  }
  return value.filter((name) => name !== '').join(' ')
}
