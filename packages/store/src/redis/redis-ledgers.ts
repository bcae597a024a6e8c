import type { Secret } from '@sallyport/protocol'
import type { DeviceLedger } from '../ledgers/device-ledger.ts'
import type { FailureLedger } from '../ledgers/failure-ledger.ts'
import type { GrantLedger } from '../ledgers/grant-ledger.ts'
import type { InteractionLedger } from '../ledgers/interaction-ledger.ts'
import type { OneTimeLedger } from '../ledgers/one-time-ledger.ts'
import type { PushedRequestLedger } from '../ledgers/pushed-request-ledger.ts'
import type { SessionLedger } from '../ledgers/session-ledger.ts'
import { createGrantIndex } from './grant-index.ts'
import { createHorizon } from './horizon.ts'
import { createMarkReader } from './marks.ts'
import { createOutbox, type UserBlock } from './outbox.ts'
import { parseRedisAddress } from './redis-address.ts'
import { connectRedis, type RedisConnection } from './redis-connection.ts'
import { createRedisDeviceLedger } from './redis-device-ledger.ts'
import { createRedisFailureLedger } from './redis-failure-ledger.ts'
import { createRedisGrantLedger } from './redis-grant-ledger.ts'
import { createRedisInteractionLedger } from './redis-interaction-ledger.ts'
import { createRedisKeys } from './redis-keys.ts'
import { createRedisOneTimeLedger } from './redis-one-time-ledger.ts'
import { createRedisPushedRequestLedger } from './redis-pushed-request-ledger.ts'
import {
  createRedisRevocationLedger,
  type RedisRevocationLedger,
} from './redis-revocation-ledger.ts'
import { createRedisSessionLedger } from './redis-session-ledger.ts'
import { requireNoEviction } from './require-no-eviction.ts'
import { createRevocationFeed } from './revocation-feed.ts'

export type { UserBlock } from './outbox.ts'

export interface RedisLedgerOptions {
  /**
   * `redis://` or `rediss://` (TLS) `[user:password@]host[:port][/database]`, or
   * `redis-sentinel://[user:password@]host[:port][,…]/MASTER`; a list: start nodes of a Cluster.
   */
  readonly url: Secret<string> | readonly Secret<string>[]
  /** What all key names begin with; `sallyport:`. */
  readonly prefix?: string
  /**
   * Blocks a user where users are kept: not longer than a block that is still in force says. Called again
   * with the same block until it resolves.
   */
  readonly blockUser: (block: UserBlock) => Promise<void>
  /**
   * A command that takes longer has failed, milliseconds; 500, so that whoever waits is refused within a
   * second.
   */
  readonly commandTimeoutMs?: number
  /** Told of connections that fail and of what could not leave an outbox yet. */
  readonly onError?: (error: unknown) => void
}

/** The hot ledgers. */
export interface RedisLedgers {
  readonly grants: GrantLedger
  readonly sessions: SessionLedger
  readonly interactions: InteractionLedger
  readonly pushedRequests: PushedRequestLedger
  readonly devices: DeviceLedger
  readonly oneTimes: OneTimeLedger
  readonly failures: FailureLedger
  readonly revocations: Omit<RedisRevocationLedger, 'close'>
  /** Delivers all that lies in the outboxes, at once; by itself each node does it within seconds. */
  deliverOutboxes(): Promise<void>
  /** Ends it; later calls reject. */
  close(): Promise<void>
}

const sweepEveryMs = 1500

/**
 * Opens the hot ledgers on Redis 6.2 or later, or Valkey: one server, one behind Sentinel, or a Cluster.
 * Resolves once the server has answered; rejects where it does not within some seconds, or where it throws keys
 * away when its memory is full.
 */
export async function openRedisLedgers(options: RedisLedgerOptions): Promise<RedisLedgers> {
  const { onError = () => {} } = options
  const address = parseRedisAddress(options.url)
  const keys = createRedisKeys(options.prefix ?? 'sallyport:')
  const connection = connectRedis(address, onError, options.commandTimeoutMs)
  try {
    return await ledgersOn(connection, keys, options, onError)
  } catch (error) {
    connection.close()
    throw error
  }
}

/** The ledgers on an open connection; tests hand in one that loses or delays what is sent. */
export async function ledgersOn(
  connection: RedisConnection,
  keys: ReturnType<typeof createRedisKeys>,
  { blockUser }: Pick<RedisLedgerOptions, 'blockUser'>,
  onError: (error: unknown) => void,
): Promise<RedisLedgers> {
  const feed = createRevocationFeed(connection, keys)
  await untilAnswered(() => feed.head())
  await requireNoEviction(connection)
  const marks = createMarkReader(connection, keys)
  const outbox = createOutbox({ connection, keys, feed, blockUser, onError })
  const index = createGrantIndex(connection, keys)
  const horizons = { grantHorizon: createHorizon(), deviceHorizon: createHorizon() }
  const hot = { connection, keys, marks, outbox, index, ...horizons, onError }
  const revocations = createRedisRevocationLedger({ connection, keys, feed, marks, outbox })

  // What was there at the last look as well is nobody's who is still about to deliver it.
  let seen: ReadonlySet<string> = new Set()
  let isSweeping = false
  async function sweep(): Promise<void> {
    if (isSweeping) return
    isSweeping = true
    try {
      seen = await outbox.sweep((name) => !seen.has(name))
    } catch (error) {
      onError(error)
    }
    isSweeping = false
  }
  const sweeper = setInterval(sweep, sweepEveryMs)
  sweeper.unref()

  return {
    grants: createRedisGrantLedger(hot),
    devices: createRedisDeviceLedger(hot),
    sessions: createRedisSessionLedger(connection, keys, marks),
    interactions: createRedisInteractionLedger(connection, keys),
    pushedRequests: createRedisPushedRequestLedger(connection, keys),
    oneTimes: createRedisOneTimeLedger(connection, keys),
    failures: createRedisFailureLedger(connection, keys),
    revocations,
    deliverOutboxes: async () => {
      await outbox.sweep(() => false)
    },
    close: async () => {
      clearInterval(sweeper)
      revocations.close()
      connection.close()
    },
  }
}

const firstAnswerMs = 5000

/** The first connection takes a moment, and a server that starts with us a little more. */
async function untilAnswered(ask: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + firstAnswerMs
  for (;;) {
    try {
      await ask()
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
