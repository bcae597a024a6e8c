import type { RevocableToken } from '@sallyport/protocol'
import { type RevocationEntry, revocationLeewaySeconds } from '@sallyport/store'

/**
 * Everything that is revoked and could still be presented, in memory. Look-ups allocate nothing and
 * take the same time however much is in it. Invariant: its size is bounded by what was revoked within
 * the longest life of an access token, since an entry leaves once it can concern no token.
 */
export interface LiveSet {
  /** Adding an entry twice, or entries in any order, comes to the same. */
  add(entry: RevocationEntry): void
  /** Whether the token is revoked by any entry that concerns it. */
  has(token: RevocableToken): boolean
  /**
   * Forgets the entries that expired `revocationLeewaySeconds` ago or longer; seconds since the epoch.
   * Free of cost until the first of them has.
   */
  prune(nowSeconds: number): void
  /** How many targets it holds. */
  readonly size: number
}

/** Makes an empty set. */
export function createLiveSet(): LiveSet {
  // Token, session and grant end whenever they were issued; the others only up to a second.
  const tokens = new Map<string, Reach>()
  const sessions = new Map<string, Reach>()
  const grants = new Map<string, Reach>()
  const clients = new Map<string, Reach>()
  const subjects = new Map<string, Reach>()
  const everyone = new Map<string, Reach>()
  const maps = {
    token: tokens,
    session: sessions,
    grant: grants,
    client: clients,
    subject: subjects,
  }
  const all = [...Object.values(maps), everyone]
  let firstExpiresAt = Number.POSITIVE_INFINITY

  return {
    add: ({ target, revokedAt, expiresAt }) => {
      if (target.kind === 'all') widen(everyone, '', revokedAt, expiresAt)
      else widen(maps[target.kind], target.id, revokedAt, expiresAt)
      firstExpiresAt = Math.min(firstExpiresAt, expiresAt)
    },
    has: (token) =>
      tokens.has(token.tokenId) ||
      (token.sessionId !== undefined && sessions.has(token.sessionId)) ||
      (token.grantId !== undefined && grants.has(token.grantId)) ||
      reaches(clients.get(token.clientId), token.issuedAt) ||
      reaches(subjects.get(token.subject), token.issuedAt) ||
      reaches(everyone.get(''), token.issuedAt),
    prune: (nowSeconds) => {
      const expired = nowSeconds - revocationLeewaySeconds
      if (firstExpiresAt > expired) return
      firstExpiresAt = Number.POSITIVE_INFINITY
      for (const map of all) {
        for (const [id, reach] of map) {
          if (reach.expiresAt <= expired) map.delete(id)
          else firstExpiresAt = Math.min(firstExpiresAt, reach.expiresAt)
        }
      }
    },
    get size() {
      return all.reduce((sum, map) => sum + map.size, 0)
    },
  }
}

/** The latest word on one target. Seconds since the epoch. */
interface Reach {
  revokedAt: number
  expiresAt: number
}

function widen(map: Map<string, Reach>, id: string, revokedAt: number, expiresAt: number): void {
  const known = map.get(id)
  if (known === undefined) map.set(id, { revokedAt, expiresAt })
  else {
    known.revokedAt = Math.max(known.revokedAt, revokedAt)
    known.expiresAt = Math.max(known.expiresAt, expiresAt)
  }
}

function reaches(reach: Reach | undefined, issuedAt: number): boolean {
  // Written so that a time that is no number counts as issued before: it never allows.
  return reach !== undefined && !(issuedAt > reach.revokedAt)
}
