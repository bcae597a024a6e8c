import { accept, type Result, refuse } from '@sallyport/protocol'
import { parseCompactJws, parseJsonBytes } from './parse-compact-jws.ts'
import type { TokenRefusal } from './token-refusal.ts'

/**
 * The issuer that a JWT claims to be of. Nobody has vouched for it: it may select whose rules and keys
 * the token is then verified by, and nothing else.
 */
export function peekIssuer(token: string): Result<string, TokenRefusal> {
  const jws = parseCompactJws(token)
  if (!jws.ok) return jws
  const payload = parseJsonBytes(jws.value.payload)
  if (payload === undefined) return refuse('malformed')
  if (!Object.hasOwn(payload, 'iss')) return refuse('missing_claim')
  return typeof payload.iss === 'string' ? accept(payload.iss) : refuse('bad_claim')
}

/**
 * Whether the token has the shape of a signed JWT: three parts, the first of which begins a JSON
 * object. Anything else is opaque: only its issuer can say what it is.
 */
export function isSignedJwt(token: string): boolean {
  return JSON_BEGINS.test(token) && token.split('.', 4).length === 3
}

/** `{` and whatever follows it, in base64url. */
const JSON_BEGINS = /^e[w-z0-9_-]/
