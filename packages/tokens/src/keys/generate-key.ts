import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { SigningAlgorithm } from '@sallyport/protocol'

const generate = promisify(generateKeyPair)

/** Makes a new private key of an algorithm: P-256, or RSA of 3072 bits. Off the main thread. */
export async function generateKey(alg: SigningAlgorithm): Promise<KeyObject> {
  const { privateKey } =
    alg === 'ES256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: 3072 })
  return privateKey
}
