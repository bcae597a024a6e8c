import type { AuditEvent, Secret } from '@sallyport/protocol'
import { parseRedisAddress } from './redis-address.ts'
import { connectRedis } from './redis-connection.ts'
import { redisScript } from './redis-script.ts'

/** Where audit events wait while the log cannot take them: a stream, a batch an entry. */
export interface AuditSpool {
  /** One atomic step. Rejects where the spool is full or away: nothing is dropped for it. */
  add(events: readonly AuditEvent[]): Promise<void>
  /**
   * Moves what waits into the log, oldest first; stops at the first that it does not take. `append` may be
   * called twice for one event.
   */
  drain(append: (events: readonly AuditEvent[]) => Promise<void>): Promise<void>
  close(): void
}

/** Batches that may wait. */
const spoolSize = 100_000
const drainSize = 100

const addScript = redisScript(
  'audit-spool-add',
  `if redis.call('xlen', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
   redis.call('xadd', KEYS[1], '*', 'events', ARGV[2])
   return 1`,
)

/** A spool for all nodes of one prefix; `size` is how many batches it holds (100,000). */
export function openAuditSpool(options: {
  readonly url: Secret<string> | readonly Secret<string>[]
  readonly prefix: string
  readonly onError: (error: unknown) => void
  readonly commandTimeoutMs?: number
  readonly size?: number
}): AuditSpool {
  const { url, prefix, onError, size = spoolSize } = options
  const redis = connectRedis(parseRedisAddress(url), onError, options.commandTimeoutMs)
  const key = `${prefix}{audit}:spool`

  async function oldest(): Promise<readonly Batch[]> {
    const entries = await redis.call('xrange', key, '-', '+', 'COUNT', drainSize)
    if (!Array.isArray(entries)) throw new Error('redis answers no list for the audit spool')
    return entries.map(batchFrom)
  }

  return {
    add: async (events) => {
      const kept = await redis.run(addScript, [key], [size, JSON.stringify(events)])
      if (kept !== 1) throw new Error('the audit log is away, and the spool for it is full')
    },
    drain: async (append) => {
      // Invariant: an entry leaves after the log has it, so whoever reads begins with the oldest that the
      // log may lack, and any number of nodes keep the order.
      for (let batches = await oldest(); batches.length > 0; batches = await oldest()) {
        await append(batches.flatMap(({ events }) => events))
        await redis.call('xdel', key, ...batches.map(({ id }) => id))
      }
    },
    close: () => redis.close(),
  }
}

interface Batch {
  readonly id: string
  readonly events: readonly AuditEvent[]
}

function batchFrom(entry: unknown): Batch {
  const [id, fields] = Array.isArray(entry) ? entry : []
  const text: unknown = Array.isArray(fields) ? fields[1] : undefined
  if (typeof id !== 'string' || typeof text !== 'string') {
    throw new Error('the audit spool holds what was not written')
  }
  const events: unknown = JSON.parse(text)
  if (!Array.isArray(events)) throw new Error('the audit spool holds what was not written')
  return { id, events }
}
