import { setTimeout as wait } from 'node:timers/promises'
import type { Store } from '../store.ts'

/**
 * The same store, `delayMs` before and after each call: what a store across a network does to the
 * order of things, so that a read-then-write in a caller shows as a failed test.
 */
export function slowStore(store: Store, delayMs: number): Store {
  const slow =
    <Parameters extends readonly unknown[], Answer>(
      call: (...parameters: Parameters) => Promise<Answer>,
    ) =>
    async (...parameters: Parameters): Promise<Answer> => {
      await wait(delayMs)
      const answer = await call(...parameters)
      await wait(delayMs)
      return answer
    }
  const { users, clients, keys, grants, sessions, interactions, failures, revocations, audit } =
    store
  return {
    users: {
      save: slow((user) => users.save(user)),
      findBySub: slow((sub) => users.findBySub(sub)),
      findByUsername: slow((username) => users.findByUsername(username)),
      list: slow(() => users.list()),
    },
    clients: {
      save: slow((client) => clients.save(client)),
      find: slow((clientId) => clients.find(clientId)),
      list: slow(() => clients.list()),
    },
    keys: {
      list: slow(() => keys.list()),
      addFirst: slow((key) => keys.addFirst(key)),
      rotate: slow((key) => keys.rotate(key)),
      forgetRetired: slow((before) => keys.forgetRetired(before)),
    },
    grants: {
      saveCode: slow((code) => grants.saveCode(code)),
      redeemCode: slow((redemption) => grants.redeemCode(redemption)),
      rotate: slow((rotation) => grants.rotate(rotation)),
      find: slow((grantId) => grants.find(grantId)),
      prune: slow((now) => grants.prune(now)),
    },
    sessions: {
      save: slow((session) => sessions.save(session)),
      touch: slow((digest, now, idleSeconds) => sessions.touch(digest, now, idleSeconds)),
      end: slow((digest) => sessions.end(digest)),
      prune: slow((now, idleSeconds) => sessions.prune(now, idleSeconds)),
    },
    interactions: {
      save: slow((interaction) => interactions.save(interaction)),
      find: slow((id, now) => interactions.find(id, now)),
      take: slow((id, now) => interactions.take(id, now)),
      prune: slow((now) => interactions.prune(now)),
    },
    failures: {
      begin: slow((attempt) => failures.begin(attempt)),
      check: slow((attempt) => failures.check(attempt)),
      clear: slow((key) => failures.clear(key)),
      forgive: slow((key) => failures.forgive(key)),
      prune: slow((now, forgetAfterSeconds) => failures.prune(now, forgetAfterSeconds)),
    },
    revocations: {
      revoke: slow((revocation) => revocations.revoke(revocation)),
      since: slow((position, limit) => revocations.since(position, limit)),
      prune: slow((now) => revocations.prune(now)),
    },
    audit: {
      append: slow((events) => audit.append(events)),
      since: slow((position, limit, filter) => audit.since(position, limit, filter)),
      head: slow(() => audit.head()),
    },
    close: () => store.close(),
  }
}
