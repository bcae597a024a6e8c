import type { RevocableToken } from '@sallyport/protocol'
import { type RevocationEntry, revocationLeewaySeconds } from '@sallyport/store'

/** What is no longer valid, in memory: as large as what was revoked in the life of one access token. */
export interface LiveSet {
  add(entry: RevocationEntry): void
  /** Whether anything revokes the token; O(1), allocates nothing. */
  has(token: RevocableToken): boolean
  /** Forgets what no unexpired token can be concerned by. Seconds since the epoch. */
  prune(now: number): void
  readonly size: number
}

/** Seconds since the epoch. `revokedAt` counts where only what was issued by then is revoked. */
interface Revoked {
  readonly revokedAt: number
  readonly expiresAt: number
}

/**
 * Makes an empty set. Tokens, sessions and grants are revoked outright; subjects, clients and "all" as
 * "nothing issued at or before that second", the latest of which counts.
 */
export function createLiveSet(): LiveSet {
  const tokens = new Map<string, Revoked>()
  const sessions = new Map<string, Revoked>()
  const grants = new Map<string, Revoked>()
  const clients = new Map<string, Revoked>()
  const subjects = new Map<string, Revoked>()
  const everything = new Map<'all', Revoked>()
  const maps: readonly Map<string, Revoked>[] = [
    tokens,
    sessions,
    grants,
    clients,
    subjects,
    everything,
  ]
  const byKind = {
    token: tokens,
    session: sessions,
    grant: grants,
    client: clients,
    subject: subjects,
  }
  return {
    add: ({ target, revokedAt, expiresAt }) => {
      if (target.kind === 'all') merge(everything, 'all', revokedAt, expiresAt)
      else merge(byKind[target.kind], target.id, revokedAt, expiresAt)
    },
    has: (token) =>
      tokens.has(token.tokenId) ||
      (token.sessionId !== undefined && sessions.has(token.sessionId)) ||
      (token.grantId !== undefined && grants.has(token.grantId)) ||
      covers(clients.get(token.clientId), token) ||
      covers(subjects.get(token.subject), token) ||
      covers(everything.get('all'), token),
    prune: (now) => {
      for (const map of maps) {
        for (const [id, { expiresAt }] of map) {
          // A verifier's leeway lets a token live on a little; the entry must outlive it.
          if (expiresAt + revocationLeewaySeconds <= now) map.delete(id)
        }
      }
    },
    get size() {
      return maps.reduce((sum, map) => sum + map.size, 0)
    },
  }
}

function merge<Id>(map: Map<Id, Revoked>, id: Id, revokedAt: number, expiresAt: number): void {
  const before = map.get(id)
  map.set(id, {
    revokedAt: Math.max(before?.revokedAt ?? revokedAt, revokedAt),
    expiresAt: Math.max(before?.expiresAt ?? expiresAt, expiresAt),
  })
}

function covers(revoked: Revoked | undefined, token: RevocableToken): boolean {
  return revoked !== undefined && token.issuedAt <= revoked.revokedAt
}
