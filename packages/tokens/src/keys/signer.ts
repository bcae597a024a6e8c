import { type KeyObject, sign } from 'node:crypto'
import type { SigningAlgorithm } from '@sallyport/protocol'
import { findAlgorithm } from '../signature/algorithms.ts'

/** A private key that signs under one algorithm, and never shows itself. */
export interface Signer {
  readonly kid: string
  readonly alg: SigningAlgorithm
  /** The JWS signature of the data: `r || s` for ES256 (RFC 7518 §3.4). */
  sign(data: Uint8Array): Uint8Array
}

/** Makes a signer of a private key; throws if the key is not one of the algorithm. */
export function createSigner(kid: string, alg: SigningAlgorithm, privateKey: KeyObject): Signer {
  const algorithm = findAlgorithm(alg)
  if (algorithm === undefined || privateKey.type !== 'private' || !algorithm.fits(privateKey)) {
    throw new Error(`a signer for \`${alg}\` needs a private key of that algorithm`)
  }
  const key = { key: privateKey, ...algorithm.signing }
  return Object.freeze({
    kid,
    alg,
    sign: (data: Uint8Array) => sign(algorithm.hash, data, key),
  })
}
