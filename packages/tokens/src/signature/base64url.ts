/** Base64url without padding (RFC 7515 §2). */
export function encodeBase64url(bytes: Uint8Array | string): string {
  return Buffer.from(bytes).toString('base64url')
}

/**
 * The bytes of a base64url text, or undefined unless it is the one spelling of them: no padding, no
 * `+` or `/`, no white space, and zeros in the unused bits of the last character.
 * Security: a second spelling of a token would slip past whatever is keyed on the first.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}
