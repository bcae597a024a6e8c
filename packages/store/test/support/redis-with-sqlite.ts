import { Secret } from '@sallyport/protocol'
import type { RedisLedgers } from '../../src/redis/redis-ledgers.ts'
import { openRedisLedgers } from '../../src/redis/redis-ledgers.ts'
import { openSqliteStore } from '../../src/sqlite/sqlite-store.ts'
import type { Store } from '../../src/store.ts'

let opened = 0

/** A prefix that no other store of this test run has. */
export function freshPrefix(): string {
  opened += 1
  return `t${process.pid}-${opened}:`
}

/**
 * The hot ledgers on Redis, the durable ones in memory: enough of a whole store for the contract. What crosses
 * from one to the other is done at once here; how it survives a crash is the scaled store's.
 */
export async function openRedisWithSqlite(
  url: string | readonly string[],
  prefix = freshPrefix(),
): Promise<Store & { readonly hot: RedisLedgers }> {
  const cold = openSqliteStore({ file: ':memory:', durability: 'process' })
  const hot = await openRedisLedgers({
    url: typeof url === 'string' ? new Secret(url) : url.map((one) => new Secret(one)),
    prefix,
    // Many tests at once share a machine.
    commandTimeoutMs: 5000,
    blockUser: (block) => blockThrough(cold, block),
  })
  const { grants, sessions, interactions, pushedRequests, devices, oneTimes, failures } = hot
  const revokeSubject = (sub: string, now: number) =>
    hot.revocations.revoke({ target: { kind: 'subject', id: sub }, now })
  return {
    ...cold,
    users: {
      ...cold.users,
      saveAndRevoke: async (user, now) => {
        const saved = await cold.users.saveAndRevoke(user, now)
        if (saved === 'saved') await revokeSubject(user.sub, now)
        return saved
      },
      changePassword: async (change) => {
        const changed = await cold.users.changePassword(change)
        if (changed) await revokeSubject(change.sub, change.now)
        return changed
      },
    },
    keys: {
      ...cold.keys,
      withdraw: async (withdrawal) => {
        const isWithdrawn = await cold.keys.withdraw(withdrawal)
        const { kid: id, now } = withdrawal
        if (isWithdrawn) await hot.revocations.revoke({ target: { kind: 'key', id }, now })
        return isWithdrawn
      },
    },
    grants,
    sessions,
    interactions,
    pushedRequests,
    devices,
    oneTimes,
    failures,
    revocations: hot.revocations,
    hot,
    close: async () => {
      await Promise.all([hot.close(), cold.close()])
    },
  }
}

/** SQLite blocks a user only as what reuse does, so a grant of its own is reused there. */
async function blockThrough(
  cold: Store,
  { sub, until, now }: { readonly sub: string; readonly until: number; readonly now: number },
): Promise<void> {
  opened += 1
  const grantId = `block ${opened}`
  await cold.grants.open({
    facts: {
      grantId,
      clientId: 'reader',
      subject: sub,
      sessionId: grantId,
      authTime: now + 1,
      amr: [],
      scope: [],
      resources: [],
    },
    now,
    family: { tokenDigest: 'a', absoluteExpiresAt: now + 10, binding: null, device: null },
    keepUntil: now + 10,
  })
  await cold.grants.rotate({
    grantId,
    clientId: 'reader',
    binding: null,
    device: null,
    tokenDigest: 'b',
    generation: 0,
    successorDigest: 'c',
    sealedSuccessor: null,
    now,
    idleSeconds: 10,
    retrySeconds: 0,
    blockUntil: until,
  })
}
