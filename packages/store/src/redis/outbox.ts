import { randomUUID } from 'node:crypto'
import type { RevocationTarget } from '@sallyport/protocol'
import type { RevocationEntry } from '../ledgers/revocation-ledger.ts'
import type { RedisConnection } from './redis-connection.ts'
import { damaged, parseJson, readFields } from './redis-fields.ts'
import type { RedisKeys } from './redis-keys.ts'
import type { RevocationFeed } from './revocation-feed.ts'
import { parseTarget } from './revocation-target.ts'

/** A person who may do nothing until then. Seconds since the epoch. */
export interface UserBlock {
  readonly sub: string
  readonly until: number
  readonly now: number
}

/** What a step in the slot of a grant has to say outside of it. */
export type Parcel =
  | { readonly target: RevocationTarget; readonly now: number }
  | { readonly block: UserBlock }

/** A parcel under the name by which a second delivery of it is known. */
export interface Delivery {
  readonly name: string
  readonly parcel: Parcel
}

/**
 * What leaves the slots of grants. A script puts parcels into the outbox of its slot in the same step in
 * which it changes the grant; whoever ran it delivers them before it answers. Where it died in between, the
 * sweep of any node does. At least once; the feed knows a delivery that was made.
 */
export interface Outbox {
  /** Under a name of its own, where none is given. */
  pack(parcel: Parcel, name?: string): Delivery
  /** The delivery's entry in the feed; undefined for a block. Rejects where it stays in the outbox. */
  deliver(outbox: string, delivery: Delivery): Promise<RevocationEntry | undefined>
  /**
   * Delivers what lies in all outboxes, except what `isFresh` says its own script's caller is still about
   * to. Answers the names of those left, as far as outboxes can be read; rejects where none can.
   */
  sweep(isFresh: (name: string) => boolean): Promise<ReadonlySet<string>>
}

export function createOutbox(options: {
  readonly connection: RedisConnection
  readonly keys: RedisKeys
  readonly feed: RevocationFeed
  readonly blockUser: (block: UserBlock) => Promise<void>
  readonly onError: (error: unknown) => void
}): Outbox {
  const { connection, keys, feed, blockUser, onError } = options

  async function deliver(outbox: string, { name, parcel }: Delivery) {
    let entry: RevocationEntry | undefined
    if ('block' in parcel) await blockUser(parcel.block)
    else entry = await feed.append(parcel.target, parcel.now, name)
    await connection.call('hdel', outbox, name)
    return entry
  }

  async function sweepOne(outbox: string, isFresh: (name: string) => boolean) {
    const left: string[] = []
    const parcels = readFields(await connection.call('hgetall', outbox)) ?? new Map()
    for (const [name, text] of parcels) {
      if (isFresh(name)) {
        left.push(name)
        continue
      }
      try {
        await deliver(outbox, { name, parcel: parseParcel(text) })
      } catch (error) {
        left.push(name)
        onError(error)
      }
    }
    return left
  }

  return {
    pack: (parcel, name = randomUUID()) => ({ name, parcel }),
    deliver,
    sweep: async (isFresh) => {
      const swept = await Promise.allSettled(
        keys.outboxes.map((outbox) => sweepOne(outbox, isFresh)),
      )
      const left = swept.filter((one) => one.status === 'fulfilled').flatMap(({ value }) => value)
      const failed = swept.find((one) => one.status === 'rejected')
      if (failed !== undefined && swept.every(({ status }) => status === 'rejected')) {
        throw failed.reason
      }
      // A node of the Cluster is away: what lies with the others waits for nothing.
      if (failed !== undefined) onError(failed.reason)
      return new Set(left)
    },
  }
}

/** The arguments by which a script posts the deliveries. */
export function posted(deliveries: readonly Delivery[]): readonly string[] {
  return deliveries.flatMap(({ name, parcel }) => [name, JSON.stringify(parcel)])
}

function parseParcel(text: string): Parcel {
  const value = parseJson(text, 'parcel')
  if (typeof value !== 'object' || value === null) throw damaged('parcel')
  if ('block' in value) {
    const { sub, until, now } = Object(value.block) as Record<string, unknown>
    if (typeof sub !== 'string' || !isInteger(until) || !isInteger(now)) throw damaged('parcel')
    return { block: { sub, until, now } }
  }
  const { target, now } = value as Record<string, unknown>
  const { kind, id } = Object(target) as Record<string, unknown>
  if (!isInteger(now)) throw damaged('parcel')
  return { target: parseTarget(kind, id), now }
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
