import { createRecorder } from '@sallyport/audit'
import { type Clock, type Recorder, systemClock } from '@sallyport/protocol'
import { type FollowedRevocations, followRevocations } from '@sallyport/revocation'
import { openSqliteStore } from '@sallyport/store/sqlite'

/** What a guard on the authority's host needs beside issuer and audience. */
export interface GuardPorts {
  readonly revocations: FollowedRevocations
  readonly audit: Recorder
  close(): Promise<void>
}

/**
 * Opens the authority's SQLite file for a guard in another process on the same host: revocations are
 * heard within 100 ms, decisions are recorded beside everything else.
 */
export async function openGuardPorts(options: {
  /** The file of the configuration's `store.sqlite`. */
  readonly sqlite: string
  readonly clock?: Clock
  readonly onError?: (error: unknown) => void
}): Promise<GuardPorts> {
  const { sqlite, clock = systemClock, onError = () => {} } = options
  const store = openSqliteStore({ file: sqlite, durability: 'process' })
  const recorder = createRecorder({ ledger: store.audit, clock })
  const revocations = await followRevocations({ ledger: store.revocations, clock, onError })
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
