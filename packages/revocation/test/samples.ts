import type { RevocableToken, RevocationTarget } from '@sallyport/protocol'
import type { RevocationEntry } from '@sallyport/store'

/** Seconds since the epoch at which the tests start. */
export const start = 1_800_000_000

export function sampleToken(changes: Partial<RevocableToken> = {}): RevocableToken {
  return {
    tokenId: 'token-1',
    keyId: 'key-1',
    sessionId: 'session-1',
    grantId: 'grant-1',
    clientId: 'client-1',
    subject: 'subject-1',
    issuedAt: start,
    ...changes,
  }
}

export function sampleEntry(
  target: RevocationTarget,
  changes: Partial<RevocationEntry> = {},
): RevocationEntry {
  return { position: 1, target, revokedAt: start, expiresAt: start + 600, ...changes }
}

/** One target of each kind that concerns `sampleToken`. */
export const targetsOfSampleToken: readonly RevocationTarget[] = [
  { kind: 'token', id: 'token-1' },
  { kind: 'session', id: 'session-1' },
  { kind: 'grant', id: 'grant-1' },
  { kind: 'key', id: 'key-1' },
  { kind: 'client', id: 'client-1' },
  { kind: 'subject', id: 'subject-1' },
  { kind: 'all' },
]
