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
  const { users, clients, consents, keys, grants, sessions, interactions } = store
  const { pushedRequests, devices, oneTimes, failures, revocations, audit } = store
  return {
    users: {
      save: slow((user) => users.save(user)),
      saveAndRevoke: slow((user, now) => users.saveAndRevoke(user, now)),
      changePassword: slow((change) => users.changePassword(change)),
      unblock: slow((sub, now) => users.unblock(sub, now)),
      findBySub: slow((sub) => users.findBySub(sub)),
      findByUsername: slow((username) => users.findByUsername(username)),
      list: slow(() => users.list()),
    },
    clients: {
      save: slow((client) => clients.save(client)),
      find: slow((clientId) => clients.find(clientId)),
      list: slow(() => clients.list()),
      isBrowserOrigin: slow((origin) => clients.isBrowserOrigin(origin)),
      replaceRegistered: slow((replacement) => clients.replaceRegistered(replacement)),
      replaceSecrets: slow((change) => clients.replaceSecrets(change)),
      noteUse: slow((clientId, expiresAt) => clients.noteUse(clientId, expiresAt)),
      remove: slow((clientId) => clients.remove(clientId)),
      prune: slow((now) => clients.prune(now)),
    },
    consents: {
      add: slow((records) => consents.add(records)),
      find: slow((subject, clientId) => consents.find(subject, clientId)),
      listBySubject: slow((subject) => consents.listBySubject(subject)),
      remove: slow((subject, clientId) => consents.remove(subject, clientId)),
    },
    keys: {
      list: slow(() => keys.list()),
      addFirst: slow((signing, next) => keys.addFirst(signing, next)),
      addNext: slow((next) => keys.addNext(next)),
      rotate: slow((rotation) => keys.rotate(rotation)),
      withdraw: slow((withdrawal) => keys.withdraw(withdrawal)),
      reseal: slow((kid, from, to) => keys.reseal(kid, from, to)),
      forgetRetired: slow((before) => keys.forgetRetired(before)),
    },
    grants: {
      saveCode: slow((code) => grants.saveCode(code)),
      redeemCode: slow((redemption) => grants.redeemCode(redemption)),
      rotate: slow((rotation) => grants.rotate(rotation)),
      open: slow((opening) => grants.open(opening)),
      find: slow((grantId) => grants.find(grantId)),
      listLive: slow((of, now) => grants.listLive(of, now)),
      prune: slow((now) => grants.prune(now)),
    },
    sessions: {
      save: slow((session) => sessions.save(session)),
      touch: slow((digest, now, idleSeconds) => sessions.touch(digest, now, idleSeconds)),
      addClient: slow((digest, clientId) => sessions.addClient(digest, clientId)),
      end: slow((digest) => sessions.end(digest)),
      prune: slow((now, idleSeconds) => sessions.prune(now, idleSeconds)),
    },
    interactions: {
      save: slow((interaction) => interactions.save(interaction)),
      find: slow((id, now) => interactions.find(id, now)),
      noteSignIn: slow((id, sessionId) => interactions.noteSignIn(id, sessionId)),
      take: slow((id, now) => interactions.take(id, now)),
      prune: slow((now) => interactions.prune(now)),
    },
    pushedRequests: {
      save: slow((request) => pushedRequests.save(request)),
      take: slow((digest, clientId, now) => pushedRequests.take(digest, clientId, now)),
      prune: slow((now) => pushedRequests.prune(now)),
    },
    devices: {
      save: slow((device, now) => devices.save(device, now)),
      findByUserCode: slow((digest, now) => devices.findByUserCode(digest, now)),
      decide: slow((decision) => devices.decide(decision)),
      poll: slow((poll) => devices.poll(poll)),
      prune: slow((now) => devices.prune(now)),
    },
    oneTimes: {
      claim: slow((claim) => oneTimes.claim(claim)),
      prune: slow((now) => oneTimes.prune(now)),
    },
    failures: {
      begin: slow((attempt) => failures.begin(attempt)),
      check: slow((attempt) => failures.check(attempt)),
      clear: slow((key) => failures.clear(key)),
      forgive: slow((key) => failures.forgive(key)),
      prune: slow((now) => failures.prune(now)),
    },
    revocations: {
      revoke: slow((revocation) => revocations.revoke(revocation)),
      since: slow((position, limit) => revocations.since(position, limit)),
      snapshot: slow(() => revocations.snapshot()),
      next: slow((wait) => revocations.next(wait)),
      isRevoked: slow((token) => revocations.isRevoked(token)),
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
