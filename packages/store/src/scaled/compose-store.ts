import type { Secret } from '@sallyport/protocol'
import { PostgresAway, PostgresBusy } from '../postgres/postgres-error.ts'
import { openPostgresLedgers } from '../postgres/postgres-ledgers.ts'
import { repeat } from '../postgres/repeat.ts'
import { openAuditSpool } from '../redis/audit-spool.ts'
import { openRedisLedgers } from '../redis/redis-ledgers.ts'
import type { Store } from '../store.ts'
import { rememberLedgers } from './remember-ledgers.ts'
import { createSpooledAudit } from './spooled-audit.ts'

const relayEveryMs = 1000

/** See `openScaledStore`; its drivers are there. */
export async function composeStore(options: {
  readonly redis: Secret<string> | readonly Secret<string>[]
  readonly postgres: Secret<string>
  readonly prefix: string
  readonly schema?: string
  readonly poolSize?: number
  readonly patienceMs?: number
  readonly commandTimeoutMs?: number
  readonly onError: (error: unknown) => void
}): Promise<Store> {
  const { postgres, prefix, schema, poolSize, patienceMs, commandTimeoutMs, onError } = options
  const redis = {
    url: options.redis,
    prefix,
    onError,
    ...(commandTimeoutMs === undefined ? {} : { commandTimeoutMs }),
  }
  const isAway = (error: unknown) => error instanceof PostgresAway
  // Each delivers to the other what its changes mean there.
  const openingHot = openRedisLedgers({
    ...redis,
    blockUser: async (block) => (await remembering).users.block(block),
  })
  const openingCold = openPostgresLedgers({
    url: postgres,
    deliver: async ({ id, target, now }) =>
      (await openingHot).revocations.revoke({ target, now, delivery: id }),
    onError,
    ...(schema === undefined ? {} : { schema }),
    ...(poolSize === undefined ? {} : { poolSize }),
    ...(patienceMs === undefined ? {} : { patienceMs }),
  })
  const remembering = openingCold.then((ledgers) =>
    rememberLedgers(ledgers, {
      clock: () => performance.now(),
      isAway: (error) => isAway(error) && !(error instanceof PostgresBusy),
    }),
  )
  const [hot, cold, remembered] = await allOpened(openingHot, openingCold, remembering)
  const { users, clients, keys } = remembered
  const spool = openAuditSpool(redis)
  const relay = repeat(() => spool.drain(cold.audit.appendOnce), relayEveryMs, onError)
  const { grants, sessions, interactions, pushedRequests } = hot
  const { devices, oneTimes, failures, revocations } = hot
  return {
    users,
    clients,
    consents: cold.consents,
    keys,
    grants,
    sessions,
    interactions,
    pushedRequests,
    devices,
    oneTimes,
    failures,
    revocations,
    audit: createSpooledAudit(cold.audit, spool, isAway),
    close: async () => {
      await relay.stop()
      await cold.close()
      spool.close()
      await hot.close()
    },
  }
}

/** All three, or the first failure, with what was opened closed again. */
async function allOpened<
  Hot extends { close(): Promise<void> },
  Cold extends { close(): Promise<void> },
  Other,
>(openingHot: Promise<Hot>, openingCold: Promise<Cold>, other: Promise<Other>) {
  try {
    return await Promise.all([openingHot, openingCold, other])
  } catch (error) {
    for (const opening of await Promise.allSettled([openingHot, openingCold])) {
      if (opening.status === 'fulfilled') await opening.value.close()
    }
    throw error
  }
}
