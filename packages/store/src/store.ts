import type { KeyLedger } from '@sallyport/protocol'
import type { AuditLedger } from './ledgers/audit-ledger.ts'
import type { ClientLedger } from './ledgers/client-ledger.ts'
import type { ConsentLedger } from './ledgers/consent-ledger.ts'
import type { DeviceLedger } from './ledgers/device-ledger.ts'
import type { FailureLedger } from './ledgers/failure-ledger.ts'
import type { GrantLedger } from './ledgers/grant-ledger.ts'
import type { InteractionLedger } from './ledgers/interaction-ledger.ts'
import type { OneTimeLedger } from './ledgers/one-time-ledger.ts'
import type { PushedRequestLedger } from './ledgers/pushed-request-ledger.ts'
import type { RevocationLedger } from './ledgers/revocation-ledger.ts'
import type { SessionLedger } from './ledgers/session-ledger.ts'
import type { UserLedger } from './ledgers/user-ledger.ts'

/**
 * Everything that must be remembered, a ledger a subject. Every method resolves only after what it
 * changed is committed; every method is one atomic step. Times are passed in, never read, so that a
 * settable clock rules the store too. A store that cannot answer rejects, and the caller refuses.
 */
export interface Store {
  readonly users: UserLedger
  readonly clients: ClientLedger
  readonly consents: ConsentLedger
  readonly keys: KeyLedger
  readonly grants: GrantLedger
  readonly sessions: SessionLedger
  readonly interactions: InteractionLedger
  readonly pushedRequests: PushedRequestLedger
  readonly devices: DeviceLedger
  readonly oneTimes: OneTimeLedger
  readonly failures: FailureLedger
  readonly revocations: RevocationLedger
  readonly audit: AuditLedger
  /** Ends it; later calls reject. */
  close(): Promise<void>
}
