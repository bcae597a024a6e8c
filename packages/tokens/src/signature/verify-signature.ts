import { type KeyObject, verify } from 'node:crypto'
import { findAlgorithm } from './algorithms.ts'

/**
 * Whether the signature is by this key over this data under exactly this algorithm.
 * A key of another kind, a secret key, an unknown algorithm or another length is false, never a throw.
 * @see RFC 7515 §5.2
 */
export function verifySignature(
  alg: string,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const algorithm = findAlgorithm(alg)
  if (algorithm === undefined || key.type !== 'public' || !algorithm.fits(key)) return false
  // Security: DER instead of r||s, or r and s of other widths, would be a second spelling of one signature.
  if (signature.length !== algorithm.signatureLength(key)) return false
  return verify(algorithm.hash, data, { key, ...algorithm.signing }, signature)
}
