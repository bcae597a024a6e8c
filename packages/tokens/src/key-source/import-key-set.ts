import { importJwk, type VerificationKey } from './import-jwk.ts'

/** Keys by `kid`. A Map, so that a `kid` such as `__proto__` finds nothing. */
export type KeySet = ReadonlyMap<string, VerificationKey>

/**
 * Imports the keys of a set that can be used, leaving out the others (RFC 7517 §5).
 * Security: two signature keys of one `kid` are both left out: which of them was meant is not ours to guess.
 */
export function importKeySet(jwks: readonly unknown[]): KeySet {
  const keys = new Map<string, VerificationKey>()
  const ambiguous = new Set<string>()
  for (const jwk of jwks) {
    const imported = importJwk(jwk)
    if (!imported.ok) continue
    const { kid } = imported.value
    if (keys.has(kid)) ambiguous.add(kid)
    keys.set(kid, imported.value)
  }
  for (const kid of ambiguous) keys.delete(kid)
  return keys
}
