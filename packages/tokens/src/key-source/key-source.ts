import type { KeyObject } from 'node:crypto'

/** `unknown`: the issuer has no such key. `unavailable`: nobody can say, for now. */
export type FoundKey =
  | { readonly kind: 'found'; readonly key: KeyObject }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unavailable' }

/** The public keys of one issuer. */
export interface KeySource {
  /** The key of that `kid`, if its one algorithm is `alg`. */
  find(kid: string, alg: string): Promise<FoundKey>
}
