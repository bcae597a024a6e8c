import type { KeyObject } from 'node:crypto'

/** A public key as JSON; the members that we read and write (RFC 7517 §4, RFC 7518 §6, RFC 8037). */
export interface Jwk {
  readonly kty?: string
  readonly kid?: string
  readonly use?: string
  readonly alg?: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
  readonly n?: string
  readonly e?: string
}

/** A JWK Set (RFC 7517 §5). */
export interface JwkSet {
  readonly keys: readonly Jwk[]
}

/**
 * The public half of a key as JSON: only the members that define it, in lexical order, whichever half
 * is given. Throws for kinds of key that we do not sign with.
 * @see RFC 7518 §6.2.1, §6.3.1
 */
export function publicJwkOf(key: KeyObject): Jwk {
  const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' })
  if (kty === 'EC' && crv !== undefined && x !== undefined && y !== undefined) {
    return { crv, kty, x, y }
  }
  if (kty === 'RSA' && n !== undefined && e !== undefined) return { e, kty, n }
  throw new Error('a signing key is an EC or an RSA key')
}
