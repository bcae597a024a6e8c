import { createHash } from 'node:crypto'
import type { Jwk } from './jwk-set.ts'

/**
 * The SHA-256 thumbprint of a public key, base64url: our `kid`. Throws for a key that lacks the members
 * that define it.
 * @see RFC 7638 §3
 */
export function thumbprint(jwk: Jwk): string {
  const names = definingMembers.get(jwk.kty ?? '')
  if (names === undefined) throw new Error('a thumbprint needs a key of type EC, OKP or RSA')
  const members = names.map((name): [string, string] => {
    const value = jwk[name]
    if (typeof value !== 'string') throw new Error(`a thumbprint needs the member \`${name}\``)
    return [name, value]
  })
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(members)))
    .digest('base64url')
}

/** In lexical order, as the hash requires (RFC 7638 §3.2, RFC 8037 §2). */
const definingMembers: ReadonlyMap<string, readonly (keyof Jwk)[]> = new Map([
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['OKP', ['crv', 'kty', 'x']],
  ['RSA', ['e', 'kty', 'n']],
])
