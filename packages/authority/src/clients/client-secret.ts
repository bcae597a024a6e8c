import { createHash, timingSafeEqual } from 'node:crypto'
import { type RandomBytes, Secret } from '@sallyport/protocol'

/** A new client secret: 256 random bits, base64url. */
export function makeClientSecret(random: RandomBytes): Secret<string> {
  return new Secret(Buffer.from(random(32)).toString('base64url'))
}

/** What is stored instead of a secret of high entropy: its SHA-256, base64url. */
export function digestSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

/** Whether a secret belongs to a digest, in the same time for every digest, none included. */
export function matchesDigest(secret: string, digest: string | undefined): boolean {
  const actual = createHash('sha256').update(secret).digest()
  const expected = Buffer.alloc(actual.length)
  Buffer.from(digest ?? '', 'base64url').copy(expected)
  return timingSafeEqual(actual, expected) && digest !== undefined
}
