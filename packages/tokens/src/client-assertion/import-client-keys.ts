import { importKeySet, type KeySet } from '../key-source/import-key-set.ts'
import type { Jwk } from '../keys/jwk-set.ts'
import { thumbprint } from '../keys/thumbprint.ts'

/**
 * Imports the keys of a client. One without a `kid` is known by its thumbprint, and so found by assertions
 * that name no key.
 */
export function importClientKeys(jwks: readonly unknown[]): KeySet {
  return importKeySet(jwks.map(withKid))
}

function withKid(jwk: unknown): unknown {
  if (typeof jwk !== 'object' || jwk === null || Object.hasOwn(jwk, 'kid')) return jwk
  try {
    const members: Jwk = jwk
    return { ...members, kid: thumbprint(members) }
  } catch {
    return jwk
  }
}
