import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { type RandomBytes, Secret } from '@sallyport/protocol'
import { decodeBase64url, encodeBase64url } from '../signature/base64url.ts'

/** The key that seals private keys, derived from the configuration's secret. */
type SealingKey = Secret<Uint8Array>

const VERSION = 'v1'
const INFO = 'sallyport signing keys'
const NONCE_LENGTH = 12
const TAG_LENGTH = 16

/** HKDF-SHA256 of the configuration's secret, for this purpose only; 32 bytes (RFC 5869). */
export function deriveSealingKey(secret: Secret<string>): SealingKey {
  return new Secret(new Uint8Array(hkdfSync('sha256', secret.reveal(), '', INFO, 32)))
}

/**
 * Encrypts a private key for the store: `v1.NONCE.CIPHERTEXT`, PKCS #8 under AES-256-GCM.
 * Security: the `kid` is authenticated too, so that a writer of the store cannot put one key in
 * another's place.
 */
export function sealPrivateKey(
  privateKey: KeyObject,
  kid: string,
  sealingKey: SealingKey,
  random: RandomBytes,
): string {
  const nonce = random(NONCE_LENGTH)
  const cipher = createCipheriv('aes-256-gcm', sealingKey.reveal(), nonce)
  cipher.setAAD(Buffer.from(kid))
  const plain = privateKey.export({ format: 'der', type: 'pkcs8' })
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return [VERSION, encodeBase64url(nonce), encodeBase64url(sealed)].join('.')
}

/**
 * Opens what `sealPrivateKey` made under one of these keys. Throws when it was another one, or the
 * sealed key or its `kid` has been changed; the two cannot be told apart.
 */
export function openPrivateKey(
  sealed: string,
  kid: string,
  sealingKeys: readonly SealingKey[],
): KeyObject {
  for (const sealingKey of sealingKeys) {
    const der = decrypt(sealed, kid, sealingKey)
    if (der !== undefined) return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  }
  throw new Error(
    `the configuration's secret does not open the signing keys (key \`${kid}\`): start with the secret that the store was made with, name it in \`previousSecrets\` if you have changed it, or restore the key if the store has been changed`,
  )
}

/** Whether a private key is sealed under this key. */
export function isSealedUnder(sealed: string, kid: string, sealingKey: SealingKey): boolean {
  return decrypt(sealed, kid, sealingKey) !== undefined
}

function decrypt(sealed: string, kid: string, sealingKey: SealingKey): Buffer | undefined {
  const [version, nonceText, bodyText, ...rest] = sealed.split('.')
  const nonce = decodeBase64url(nonceText ?? '')
  const body = decodeBase64url(bodyText ?? '')
  if (version !== VERSION || rest.length > 0) return undefined
  if (nonce?.length !== NONCE_LENGTH || body === undefined || body.length <= TAG_LENGTH) {
    return undefined
  }
  const decipher = createDecipheriv('aes-256-gcm', sealingKey.reveal(), nonce, {
    authTagLength: TAG_LENGTH,
  })
  decipher.setAAD(Buffer.from(kid))
  decipher.setAuthTag(body.subarray(-TAG_LENGTH))
  try {
    return Buffer.concat([decipher.update(body.subarray(0, -TAG_LENGTH)), decipher.final()])
  } catch {
    return undefined
  }
}
