import type { RevocationTarget } from '@sallyport/protocol'
import {
  type RevocationEntry,
  revocationExpiry,
  revocationLeewaySeconds,
} from '../ledgers/revocation-ledger.ts'
import type { RedisConnection } from './redis-connection.ts'
import {
  damaged,
  parseInteger,
  type RedisFields,
  readFields,
  readInteger,
  readStrings,
  readText,
} from './redis-fields.ts'
import type { RedisKeys } from './redis-keys.ts'
import { parseTarget } from './revocation-target.ts'
import { appendEntry, feedHead } from './scripts/feed-scripts.ts'

/**
 * The stream of revocations, in one slot with its marks. A position is that of the stream (milliseconds of
 * the server, and a count) as one number; it grows also where the server has lost what came last.
 */
export interface RevocationFeed {
  /** `delivery`: a second append of the same name changes nothing. */
  append(target: RevocationTarget, now: number, delivery?: string): Promise<RevocationEntry>
  since(position: number, limit: number): Promise<readonly RevocationEntry[]>
  /** Position of the last entry, and that at which the memory of the feed begins. */
  head(): Promise<{ readonly head: number; readonly born: number }>
  /** Forgets entries that expired long enough ago. */
  prune(now: number): Promise<void>
}

/** Longer than any family lives: marks by which grants are judged. */
const grantMarkSeconds = 400 * 86_400
/** Longer than any device waits for its approval to be fetched. */
export const deviceMarkSeconds = 86_400
/** For how long a delivery is known again; it is repeated within seconds, or once its outbox is back. */
const deliverySeconds = 7 * 86_400

export function createRevocationFeed(connection: RedisConnection, keys: RedisKeys): RevocationFeed {
  const { entries, last, born, mark, delivered } = keys.feed

  async function range(from: string, to: string, limit: number) {
    const answer = await connection.call('xrange', entries, from, to, 'COUNT', limit)
    if (!Array.isArray(answer)) throw damaged('feed')
    return answer.map(entryFrom)
  }

  return {
    append: async (target, now, delivery) => {
      const expiresAt = revocationExpiry(target, now)
      const from = delivery === undefined ? [] : [delivered(delivery)]
      const id = target.kind === 'all' ? '' : target.id
      const words = [target.kind, id, now, expiresAt, markSeconds(target, expiresAt - now)]
      const position = await connection.run(
        appendEntry,
        [entries, last, born, mark(target), ...from],
        [...words, deliverySeconds],
      )
      if (typeof position !== 'string') throw damaged('position')
      return Object.freeze({
        position: parseInteger(position, 'position'),
        target: Object.freeze(target.kind === 'all' ? { kind: 'all' } : { ...target }),
        revokedAt: now,
        expiresAt,
      })
    },
    since: async (position, limit) =>
      Object.freeze(limit < 1 ? [] : await range(streamId(position + 1), '+', limit)),
    head: async () => {
      const [head = '', start = ''] = readStrings(await connection.run(feedHead, [last, born], []))
      return { head: parseInteger(head, 'last'), born: parseInteger(start, 'born') }
    },
    prune: async (now) => {
      const page = 1000
      const isOver = ({ expiresAt }: RevocationEntry) => expiresAt <= now - revocationLeewaySeconds
      let from = 0
      for (;;) {
        const found = await range(streamId(from + 1), '+', page)
        const over = found.filter(isOver).map(({ position }) => streamId(position))
        if (over.length > 0) await connection.call('xdel', entries, ...over)
        // Entries are about as old as their place says; those of keys outlive what lies around them.
        const goesOn = over.length > 0 || found.every(({ target }) => target.kind === 'key')
        if (found.length < page || !goesOn) return
        from = found.at(-1)?.position ?? from
      }
    },
  }
}

function markSeconds(target: RevocationTarget, lifetimeSeconds: number): number {
  const untilForgotten = lifetimeSeconds + revocationLeewaySeconds
  if (target.kind === 'token' || target.kind === 'key') return untilForgotten
  if (target.kind === 'grant') return Math.max(untilForgotten, deviceMarkSeconds)
  return grantMarkSeconds
}

/** `MILLISECONDS-COUNT` of a position. */
export function streamId(position: number): string {
  return `${Math.floor(position / 1000)}-${position % 1000}`
}

function positionOf(id: string): number {
  const [ms = '', count = ''] = id.split('-')
  return parseInteger(ms, 'position') * 1000 + parseInteger(count, 'position')
}

function entryFrom(item: unknown): RevocationEntry {
  if (!Array.isArray(item) || typeof item[0] !== 'string') throw damaged('feed')
  const fields: RedisFields = readFields(item[1]) ?? new Map()
  return Object.freeze({
    position: positionOf(item[0]),
    target: parseTarget(readText(fields, 'kind'), readText(fields, 'id')),
    revokedAt: readInteger(fields, 'revoked'),
    expiresAt: readInteger(fields, 'expires'),
  })
}
