import type { RevocationAnswer, RevocationCheck } from '@sallyport/protocol'

/** A revocation check that answers what it is told, by `jti`; `live` for all others. */
export function createTestRevocations(): RevocationCheck & {
  readonly revoked: Set<string>
  isStale: boolean
} {
  const revoked = new Set<string>()
  return {
    revoked,
    isStale: false,
    check({ tokenId }): RevocationAnswer {
      if (this.isStale) return 'stale'
      return revoked.has(tokenId) ? 'revoked' : 'live'
    },
  }
}
