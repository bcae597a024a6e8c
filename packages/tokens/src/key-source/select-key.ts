import type { KeySet } from './import-key-set.ts'
import type { FoundKey } from './key-source.ts'

/** The key of that `kid`, if its one algorithm is `alg`; without a `kid`, the only key of that algorithm. */
export function selectKey(keys: KeySet, kid: string | undefined, alg: string): FoundKey {
  const candidates =
    kid === undefined ? [...keys.values()] : [keys.get(kid)].filter((key) => key !== undefined)
  const [only, ...others] = candidates.filter((key) => isSame(key.alg, alg))
  return only !== undefined && others.length === 0
    ? { kind: 'found', key: only.key }
    : { kind: 'unknown' }
}

/** `Ed25519` is the full name of what `EdDSA` is with such a key (RFC 9864 §2.2). */
function isSame(a: string, b: string): boolean {
  return a === b || (ED25519.includes(a) && ED25519.includes(b))
}

const ED25519 = ['EdDSA', 'Ed25519']
