import type { JsonObject } from '@sallyport/protocol'

/**
 * Claims that other kinds of JWT carry and access tokens do not: ID tokens (`nonce` and the hashes),
 * logout tokens and security events (`events`), DPoP proofs, request objects, introspection
 * responses and status lists.
 */
const MARKS_OF_OTHERS = [
  'nonce',
  'at_hash',
  'c_hash',
  's_hash',
  'sub_jwk',
  'events',
  'htm',
  'htu',
  'ath',
  'response_type',
  'redirect_uri',
  'token_introspection',
  'status_list',
]

/**
 * Checks that a token of no profile says nothing that only another kind of token says.
 * Security: without `typ` nothing proves that it is an access token; an issuer's ID tokens are signed
 * with the same keys (AT-04).
 * @see RFC 8725 §3.12
 */
export function checkKind(payload: JsonObject): 'wrong_type' | undefined {
  if (MARKS_OF_OTHERS.some((name) => Object.hasOwn(payload, name))) return 'wrong_type'
  return checkUse(payload)
}

/** Checks what some issuers say of the use: Keycloak in `typ`, Cognito and Hydra in `token_use`. */
export function checkUse(payload: JsonObject): 'wrong_type' | undefined {
  if (Object.hasOwn(payload, 'typ') && !isWord(payload.typ, BEARER)) return 'wrong_type'
  if (Object.hasOwn(payload, 'token_use') && !isWord(payload.token_use, ACCESS)) return 'wrong_type'
  return undefined
}

const BEARER = /^bearer$/i
const ACCESS = /^access(?:_token)?$/

function isWord(value: unknown, word: RegExp): boolean {
  return typeof value === 'string' && word.test(value)
}

/**
 * Checks that the token's client is not its audience, which is what an ID token looks like to the
 * client that asked for it.
 */
export function checkClientIsNotAudience(
  clientId: string,
  audience: readonly string[],
): 'wrong_type' | undefined {
  return audience.includes(clientId) ? 'wrong_type' : undefined
}
