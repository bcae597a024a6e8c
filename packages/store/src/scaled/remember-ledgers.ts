import type { KeyLedger, KeyRecord } from '@sallyport/protocol'
import type { ClientLedger, ClientRecord } from '../ledgers/client-ledger.ts'
import type { UserRecord } from '../ledgers/user-ledger.ts'
import type { PostgresUserLedger } from '../postgres/postgres-user-ledger.ts'
import { createLastKnown } from './last-known.ts'

/** How answers are remembered. */
interface Memory {
  /** Milliseconds; never goes back. */
  readonly clock: () => number
  readonly isAway: (error: unknown) => boolean
}

/**
 * The durable ledgers, of which a few questions are answered from memory while they are away: those that
 * refreshing and checking tokens ask. Signing in asks another (`findByUsername`), and is refused.
 */
export function rememberLedgers(
  ledgers: {
    readonly users: PostgresUserLedger
    readonly clients: ClientLedger
    readonly keys: KeyLedger
  },
  memory: Memory,
) {
  return {
    users: rememberUsers(ledgers.users, memory),
    clients: rememberClients(ledgers.clients, memory),
    keys: rememberKeys(ledgers.keys, memory),
  }
}

function rememberUsers(users: PostgresUserLedger, memory: Memory): PostgresUserLedger {
  const known = createLastKnown<UserRecord>(memory)
  return {
    save: (user) => known.change(user.sub, () => users.save(user)),
    saveAndRevoke: (user, now) => known.change(user.sub, () => users.saveAndRevoke(user, now)),
    changePassword: (change) => known.change(change.sub, () => users.changePassword(change)),
    block: (block) => known.change(block.sub, () => users.block(block)),
    unblock: (sub, now) => known.change(sub, () => users.unblock(sub, now)),
    findBySub: (sub) => known.ask(sub, () => users.findBySub(sub)),
    findByUsername: (username) => users.findByUsername(username),
    list: () => users.list(),
  }
}

function rememberClients(clients: ClientLedger, memory: Memory): ClientLedger {
  const known = createLastKnown<ClientRecord>(memory)
  const origins = createLastKnown<true>(memory)
  /** A change of one client may change any origin. */
  const change = <Answer>(clientId: string | undefined, make: () => Promise<Answer>) =>
    origins.change(undefined, () => known.change(clientId, make))
  return {
    save: (client) => change(client.client_id, () => clients.save(client)),
    find: (clientId) => known.ask(clientId, () => clients.find(clientId)),
    list: () => clients.list(),
    isBrowserOrigin: async (origin) => {
      const answer = await origins.ask(origin, async () =>
        (await clients.isBrowserOrigin(origin)) ? true : undefined,
      )
      return answer === true
    },
    replaceRegistered: (replacement) =>
      change(replacement.metadata.client_id, () => clients.replaceRegistered(replacement)),
    replaceSecrets: (secrets) => change(secrets.clientId, () => clients.replaceSecrets(secrets)),
    // Nothing to forget: a use makes a client live longer, never shorter.
    noteUse: (clientId, expiresAt) => clients.noteUse(clientId, expiresAt),
    remove: (clientId) => change(clientId, () => clients.remove(clientId)),
    prune: (now) => clients.prune(now),
  }
}

function rememberKeys(keys: KeyLedger, memory: Memory): KeyLedger {
  const known = createLastKnown<readonly KeyRecord[]>(memory)
  const change = <Answer>(make: () => Promise<Answer>) => known.change(undefined, make)
  return {
    list: async () => (await known.ask('all', () => keys.list())) ?? [],
    addFirst: (signing, next) => change(() => keys.addFirst(signing, next)),
    addNext: (next) => change(() => keys.addNext(next)),
    rotate: (rotation) => change(() => keys.rotate(rotation)),
    withdraw: (withdrawal) => change(() => keys.withdraw(withdrawal)),
    reseal: (kid, from, to) => change(() => keys.reseal(kid, from, to)),
    forgetRetired: (before) => change(() => keys.forgetRetired(before)),
  }
}
