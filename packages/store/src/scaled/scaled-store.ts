import type { Secret } from '@sallyport/protocol'
import type { Store } from '../store.ts'
import { requireDrivers } from './require-drivers.ts'

/**
 * Opens the store for many nodes: what is hot in Redis (or Valkey), what must last in PostgreSQL. What
 * crosses from one to the other goes through an outbox, and is delivered at least once, each time with the
 * same effect. While PostgreSQL is away the last known users, clients and keys are answered for at most 300
 * seconds, and audit events wait in Redis; everything else rejects within a second. Rejects where a driver
 * is not installed, Redis throws keys away when its memory is full, PostgreSQL is away, or its schema is of a
 * newer version; no error shows an address.
 */
export async function openScaledStore(options: {
  /** `redis://`, `rediss://` or `redis-sentinel://`; a list: nodes of a Cluster. */
  readonly redis: Secret<string> | readonly Secret<string>[]
  /** `postgres://user:password@host/name`. */
  readonly postgres: Secret<string>
  /** What all keys in Redis begin with; `sallyport:`. */
  readonly prefix?: string
  /** In PostgreSQL; `sallyport`. */
  readonly schema?: string
  /** Connections of this process to PostgreSQL at most; 10. */
  readonly poolSize?: number
  /** Milliseconds within which a call of PostgreSQL is answered or rejects; 900. */
  readonly patienceMs?: number
  /** Milliseconds within which a command of Redis is answered or rejects; 500. */
  readonly commandTimeoutMs?: number
  /** Told what goes wrong where nobody waits. */
  readonly onError?: (error: unknown) => void
}): Promise<Store> {
  await requireDrivers(['ioredis', 'kysely', 'pg'])
  const { composeStore } = await import('./compose-store.ts')
  return composeStore({ prefix: 'sallyport:', onError: () => {}, ...options })
}
