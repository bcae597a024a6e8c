import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import { type RandomBytes, Secret } from '@sallyport/protocol'

/**
 * A refresh token as the store keeps it for a client that lost the response: AES-256-GCM under a key that
 * only the token before it gives (HKDF-SHA-256), bound to the grant; nonce, ciphertext and tag, base64url.
 * Security: neither the store nor anything we know opens it, so keeping it forks no family and its theft
 * gives nobody a token.
 * @see RFC 5869, docs/decisions/0014
 */
export function sealSuccessor(
  successor: Secret<string>,
  presented: string,
  grantId: string,
  random: RandomBytes,
): string {
  // Parallel requests seal different successors under one key: the nonce must be another each time.
  const nonce = random(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOf(presented), nonce)
  cipher.setAAD(Buffer.from(grantId))
  const sealed = [cipher.update(successor.reveal(), 'utf8'), cipher.final()]
  return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]).toString('base64url')
}

/** The successor of the token presented; undefined where it is none, whoever sealed what is there. */
export function openSuccessor(
  sealed: string,
  presented: string,
  { grantId, digest }: { readonly grantId: string; readonly digest: string },
): Secret<string> | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', keyOf(presented), nonce, {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(grantId))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    const opened = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
    const text = Buffer.concat([opened, decipher.final()]).toString('utf8')
    const isCurrent = createHash('sha256').update(text).digest('base64url') === digest
    return isCurrent ? new Secret(text) : undefined
  } catch {
    return undefined
  }
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

function keyOf(presented: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', presented, '', 'sallyport sealed successor', 32))
}
