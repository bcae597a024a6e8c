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
   * Forgets the entries that expired `revocationLeewaySeconds` ago or longer, as far as they were added
   * in the order in which they expire (one that came before its time is forgotten with those before it);
   * seconds since the epoch. Costs as much as there is to forget.
   */
  prune(nowSeconds: number): void
  /** How many targets it holds. */
  readonly size: number
}

/** Makes an empty set. */
export function createLiveSet(): LiveSet {
  // Token, session, grant and key end whenever they were issued; the others only up to a second.
  const tokens = new Map<string, Reach>()
  const sessions = new Map<string, Reach>()
  const grants = new Map<string, Reach>()
  const keys = new Map<string, Reach>()
  const clients = new Map<string, Reach>()
  const subjects = new Map<string, Reach>()
  const everyone = new Map<string, Reach>()
  const maps = {
    token: tokens,
    session: sessions,
    grant: grants,
    key: keys,
    client: clients,
    subject: subjects,
  }
  const all = [...Object.values(maps), everyone]

  return {
    add: ({ target, revokedAt, expiresAt }) => {
      if (target.kind === 'all') widen(everyone, '', revokedAt, expiresAt)
      else widen(maps[target.kind], target.id, revokedAt, expiresAt)
    },
    has: (token) =>
      tokens.has(token.tokenId) ||
      (token.sessionId !== undefined && sessions.has(token.sessionId)) ||
      (token.grantId !== undefined && grants.has(token.grantId)) ||
      (token.keyId !== undefined && keys.has(token.keyId)) ||
      reaches(clients.get(token.clientId), token.issuedAt) ||
      reaches(subjects.get(token.subject), token.issuedAt) ||
      reaches(everyone.get(''), token.issuedAt),
    prune: (nowSeconds) => {
      const expired = nowSeconds - revocationLeewaySeconds
      for (const map of all) {
        for (const [id, reach] of map) {
          if (reach.expiresAt > expired) break
          map.delete(id)
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
  readonly revokedAt: number
  readonly expiresAt: number
}

function widen(map: Map<string, Reach>, id: string, revokedAt: number, expiresAt: number): void {
  const known = map.get(id)
  // Again at the end: the order of a map is that in which its entries expire.
  if (known !== undefined) map.delete(id)
  map.set(id, {
    revokedAt: Math.max(known?.revokedAt ?? 0, revokedAt),
    expiresAt: Math.max(known?.expiresAt ?? 0, expiresAt),
  })
}

function reaches(reach: Reach | undefined, issuedAt: number): boolean {
  // Written so that a time that is no number counts as issued before: it never allows.
  return reach !== undefined && !(issuedAt > reach.revokedAt)
}
