import { createRecorder } from '@sallyport/audit'
import { type Clock, type Recorder, systemClock } from '@sallyport/protocol'
import { type FollowedRevocations, followRevocations } from '@sallyport/revocation'
import { openSqliteStore } from '@sallyport/store/sqlite'

/** What `openGuardPorts()` is told. */
export interface GuardPortsOptions {
  /** The file of the configuration's `store.sqlite`. */
  readonly sqlite: string
  /** For how long nothing may be heard of revocations before a guard can rely on it no more. Default: 5000. */
  readonly maxStalenessMs?: number
  /**
   * What happens to requests past that: 503, or (`allow`) they go on, so that a token that was revoked
   * meanwhile is accepted. Default: `refuse`.
   */
  readonly onStale?: 'refuse' | 'allow'
  /** The time of records and of what has expired. Default: the clock of the machine. */
  readonly clock?: Clock
  /** Told of each failure to hear of revocations; listening goes on. */
  readonly onError?: (error: unknown) => void
}

/** What a guard on the authority's host needs beside issuer and audience. */
export interface GuardPorts {
  /** For `revocations` of the guard. */
  readonly revocations: FollowedRevocations
  /** For `audit` of the guard. */
  readonly audit: Recorder
  /** Stops listening, writes what is still to be written and closes the file. */
  close(): Promise<void>
}

/**
 * Opens the authority's SQLite file for a guard in another process on the same host: revocations are
 * heard within 100 ms, decisions are recorded beside everything else.
 */
export async function openGuardPorts(options: GuardPortsOptions): Promise<GuardPorts> {
  const { sqlite, clock = systemClock, ...settings } = options
  const store = openSqliteStore({ file: sqlite, durability: 'process' })
  const recorder = createRecorder({ ledger: store.audit, clock })
  const following = followRevocations({ ledger: store.revocations, clock, ...settings })
  const revocations = await following.catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  return {
    revocations,
    audit: recorder,
    close: async () => {
      await revocations.stop()
      await recorder.flush()
      await store.close()
    },
  }
}
