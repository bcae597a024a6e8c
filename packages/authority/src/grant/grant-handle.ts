import { createHash } from 'node:crypto'

/**
 * A grant's handle: 128 random bits, carried by its code and its refresh tokens, never shown in an
 * access token. `grant_id`, which access tokens do show, is a digest of it: whoever presents a code
 * or a refresh token leads to the grant's place in the store, whoever has seen `grant_id` does not
 * learn the handle.
 * @see docs/decisions/0004
 */
export const grantHandleBytes = 16

/** The `grant_id` of a handle: 132 bits of its SHA-256, base64url. */
export function grantIdOf(handle: Uint8Array): string {
  return createHash('sha256')
    .update('sallyport grant\0')
    .update(handle)
    .digest('base64url')
    .slice(0, 22)
}
