import { hash } from 'node:crypto'
import { type Clock, nowSeconds, type Principal } from '@sallyport/protocol'

/** The tokens that this guard has verified lately, so that the next request costs one look-up. */
export interface VerifiedTokens {
  /** The principal of exactly this token, unless it has expired or was verified too long ago. */
  find(token: string): Principal | undefined
  /** For `maxAgeSeconds`, where that is less than for others. */
  save(token: string, principal: Principal, maxAgeSeconds?: number): void
}

/**
 * Makes a bounded, least-recently-used memory of verified tokens.
 * Invariant: an entry lives at most `maxAgeSeconds`, and never past the token's `exp`; so a key that
 * the issuer withdraws is believed at most that much longer. Revocation is never cached here.
 * Security: entries are keyed by the SHA-256 of the exact characters, so that a malleable twin of a
 * token is verified on its own, and no token is kept in memory.
 */
export function createVerifiedTokens(options: {
  readonly clock: Clock
  readonly maxAgeSeconds: number
  readonly maxEntries: number
}): VerifiedTokens {
  const { clock, maxAgeSeconds, maxEntries } = options
  const entries = new Map<string, Entry>()
  return {
    find: (token) => {
      const key = digest(token)
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      const now = nowSeconds(clock)
      const ageSeconds = now - entry.verifiedAt
      // A clock set back says nothing about age: such an entry is verified anew.
      if (ageSeconds < 0 || ageSeconds >= entry.maxAgeSeconds || now >= entry.principal.expiresAt) {
        return undefined
      }
      entries.set(key, entry)
      return entry.principal
    },
    save: (token, principal, ownMaxAgeSeconds = maxAgeSeconds) => {
      entries.set(digest(token), {
        principal,
        verifiedAt: nowSeconds(clock),
        maxAgeSeconds: Math.min(maxAgeSeconds, ownMaxAgeSeconds),
      })
      if (entries.size <= maxEntries) return
      for (const oldest of entries.keys()) {
        entries.delete(oldest)
        return
      }
    },
  }
}

interface Entry {
  readonly principal: Principal
  readonly verifiedAt: number
  readonly maxAgeSeconds: number
}

function digest(token: string): string {
  return hash('sha256', token, 'base64')
}
