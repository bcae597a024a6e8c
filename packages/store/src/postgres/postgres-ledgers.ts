import type { KeyLedger, Secret } from '@sallyport/protocol'
import type { ClientLedger } from '../ledgers/client-ledger.ts'
import type { ConsentLedger } from '../ledgers/consent-ledger.ts'
import { createPendingRevocations, type DeliverRevocation } from './pending-revocations.ts'
import { createPostgresAuditLedger, type PostgresAuditLedger } from './postgres-audit-ledger.ts'
import { createPostgresClientLedger } from './postgres-client-ledger.ts'
import { openPostgresConnection } from './postgres-connection.ts'
import { createPostgresConsentLedger } from './postgres-consent-ledger.ts'
import { createPostgresKeyLedger } from './postgres-key-ledger.ts'
import { createPostgresUserLedger, type PostgresUserLedger } from './postgres-user-ledger.ts'
import { repeat } from './repeat.ts'

export interface PostgresLedgers {
  readonly users: PostgresUserLedger
  readonly clients: ClientLedger
  readonly consents: ConsentLedger
  readonly keys: KeyLedger
  readonly audit: PostgresAuditLedger
  /** Delivers the revocations that are left over; every second of its own accord too. */
  deliverPending(): Promise<void>
  /** Ends it; later calls reject. */
  close(): Promise<void>
}

const sweepEveryMs = 1000

/**
 * Opens the durable ledgers in PostgreSQL, with their schema migrated. What ends tokens (a user disabled, a
 * password changed, a key withdrawn) resolves only after `deliver` has; where that fails it rejects, the
 * change is kept, and any node goes on trying. Every call is answered or rejects within `patienceMs`
 * milliseconds (900), `deliver` apart. Rejects where PostgreSQL is away or the schema is of a newer version
 * or of another program; no error shows the address.
 */
export async function openPostgresLedgers(options: {
  /** `postgres://user:password@host/name`. */
  readonly url: Secret<string>
  /** Ends the tokens where they are kept. It may be called twice for one, and says by its id which. */
  readonly deliver: DeliverRevocation
  /** `sallyport`. */
  readonly schema?: string
  /** Connections of this process at most; 10. */
  readonly poolSize?: number
  readonly patienceMs?: number
  /** Told what goes wrong where nobody waits. */
  readonly onError?: (error: unknown) => void
}): Promise<PostgresLedgers> {
  const { url, deliver, schema = 'sallyport', poolSize = 10, patienceMs = 900 } = options
  const onError = options.onError ?? (() => {})
  const connection = await openPostgresConnection({ url, schema, poolSize, patienceMs, onError })
  const pending = createPendingRevocations(connection, deliver)
  const sweeps = repeat(() => pending.sweep(), sweepEveryMs, onError)
  return {
    users: createPostgresUserLedger(connection, pending),
    clients: createPostgresClientLedger(connection),
    consents: createPostgresConsentLedger(connection),
    keys: createPostgresKeyLedger(connection, pending),
    audit: createPostgresAuditLedger(connection),
    deliverPending: () => pending.sweep(),
    close: async () => {
      await sweeps.stop()
      await connection.close()
    },
  }
}
