import { createHash } from 'node:crypto'
import type { RandomBytes } from '@sallyport/protocol'

/** Consonants alone: no words, nothing that is read as a digit (RFC 8628 §6.1). */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ'
const LENGTH = 8
/** The largest multiple of the alphabet's size that a byte can hold; above it, chances would differ. */
const FAIR_BELOW = 256 - (256 % ALPHABET.length)
const CANONICAL = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`)

/** A code for a person to type: 8 of 20 letters, 34 bits, in its canonical form. */
export function makeUserCode(random: RandomBytes): string {
  let code = ''
  while (code.length < LENGTH) {
    for (const byte of random(LENGTH)) {
      if (byte < FAIR_BELOW && code.length < LENGTH) code += ALPHABET[byte % ALPHABET.length]
    }
  }
  return code
}

/** What was typed, in canonical form: letters of either case, dashes and spaces anywhere. */
export function parseUserCode(typed: string | undefined): string | undefined {
  if (typed === undefined || typed.length > 4 * LENGTH) return undefined
  const code = typed.toUpperCase().replaceAll(/[\s.‐-–-]/g, '')
  return CANONICAL.test(code) ? code : undefined
}

/** As devices and pages show it: `WDJB-MJHT`. */
export function formatUserCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`
}

/** SHA-256 of the canonical form, base64url: what is stored. */
export function digestUserCode(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
