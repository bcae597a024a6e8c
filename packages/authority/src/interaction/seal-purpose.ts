import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { RandomBytes } from '@sallyport/protocol'
import type { Purpose } from './purpose.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * What an interaction is for, as the store keeps it: encrypted (AES-256-GCM) under a key derived from the
 * value of the browser cookie, of which only a digest is stored.
 * Security: it may hold a user code, a `state` or a `login_hint`; who reads the store reads none of them.
 */
export function sealPurpose(purpose: Purpose, browser: string, random: RandomBytes): string {
  const nonce = random(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOf(browser), nonce)
  const sealed = [
    nonce,
    cipher.update(JSON.stringify(purpose)),
    cipher.final(),
    cipher.getAuthTag(),
  ]
  return Buffer.concat(sealed).toString('base64url')
}

/** Opens what `sealPurpose` made. Throws where it was another browser, or the text has been changed. */
export function openPurpose(sealed: string, browser: string): Purpose {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', keyOf(browser), bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  const text = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]
  // Ours: written by openInteraction, validated then.
  return JSON.parse(Buffer.concat(text).toString('utf8')) as Purpose
}

function keyOf(browser: string): Buffer {
  return Buffer.from(hkdfSync('sha256', browser, '', 'sallyport interactions', 32))
}
