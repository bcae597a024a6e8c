import { hash } from 'node:crypto'

/** A name for a token that has none of its own: it tells two apart, and does not show them. */
export function digestId(data: Uint8Array | string): string {
  return `sha256:${hash('sha256', data, 'base64url')}`
}
