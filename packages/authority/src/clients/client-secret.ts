import { createHash, timingSafeEqual } from 'node:crypto'
import type { ClientSecretRecord } from '@sallyport/store'

/** What is stored instead of a secret of high entropy: its SHA-256, base64url. */
export function digestSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

/**
 * Whether a secret is one of those that may be presented now. The time it takes tells nothing of the
 * digests: each is compared whole, and where there is none a decoy is.
 */
export function matchesSecret(
  secret: string,
  records: readonly ClientSecretRecord[],
  now: number,
): boolean {
  const actual = createHash('sha256').update(secret).digest()
  timingSafeEqual(actual, Buffer.alloc(actual.length))
  let matches = false
  for (const { digest, expiresAt } of records) {
    const expected = Buffer.alloc(actual.length)
    Buffer.from(digest, 'base64url').copy(expected)
    const isSame = timingSafeEqual(actual, expected)
    if (isSame && (expiresAt === undefined || now < expiresAt)) matches = true
  }
  return matches
}
