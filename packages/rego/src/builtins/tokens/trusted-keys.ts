import type { TokenHeader } from './token-header.ts'
import type { VerificationKey } from './verification-key.ts'

/** Verifying a signature takes about as long as looking at so many elements. */
export const verificationWork = 1000

/**
 * The keys that may have signed a token: the one that its header names, or else all that are for its
 * algorithm or tell none.
 */
export function keysFor(
  { keyId, algorithm }: TokenHeader,
  keys: readonly VerificationKey[],
): readonly VerificationKey[] {
  const named = keyId === '' ? undefined : keys.find((key) => key.keyId === keyId)
  if (named !== undefined) return [named]
  return keys.filter((key) => key.algorithm === '' || key.algorithm === algorithm)
}
