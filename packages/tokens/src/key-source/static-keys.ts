import type { JwkSet } from '../keys/jwk-set.ts'
import { importJwk, type VerificationKey } from './import-jwk.ts'
import type { KeySource } from './key-source.ts'

/**
 * A key source of keys known beforehand. Keys that are not for signatures are left out; throws on any
 * other key that cannot be used, on two keys of one `kid`, and when no key is left. A set that is
 * frozen with its list is imported once, however often it is given.
 */
export function staticKeys(jwks: JwkSet): KeySource {
  const known = sources.get(jwks)
  if (known !== undefined) return known
  const source = importAll(jwks)
  if (Object.isFrozen(jwks) && Object.isFrozen(jwks.keys) && jwks.keys.every(Object.isFrozen)) {
    sources.set(jwks, source)
  }
  return source
}

/** Of frozen sets alone: what cannot change is imported once. */
const sources = new WeakMap<JwkSet, KeySource>()

function importAll(jwks: JwkSet): KeySource {
  const keys = new Map<string, VerificationKey>()
  for (const [index, jwk] of jwks.keys.entries()) {
    const imported = importJwk(jwk)
    if (!imported.ok) {
      if (imported.refusal === 'not_for_signatures') continue
      throw new Error(`key ${index} of the set cannot be used (${imported.refusal}): remove it`)
    }
    const { kid } = imported.value
    if (keys.has(kid)) throw new Error(`two keys of the set have the \`kid\` \`${kid}\`: keep one`)
    keys.set(kid, imported.value)
  }
  if (keys.size === 0) throw new Error('the set has no signature key: give at least one')
  return {
    async find(kid, alg) {
      const known = keys.get(kid)
      return known?.alg === alg ? { kind: 'found', key: known.key } : { kind: 'unknown' }
    },
  }
}
