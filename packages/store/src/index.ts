export type { AuditLedger, StoredAuditEvent } from './ledgers/audit-ledger.ts'
export type {
  ClientAuthenticationMethod,
  ClientLedger,
  ClientMetadata,
  ClientRecord,
  ClientRegistration,
  ClientReplacement,
  ClientSecretRecord,
} from './ledgers/client-ledger.ts'
export type { ConsentLedger, ConsentRecord } from './ledgers/consent-ledger.ts'
export type {
  DeviceApproval,
  DeviceLedger,
  DevicePoll,
  DeviceRecord,
} from './ledgers/device-ledger.ts'
export {
  delayAfter,
  type FailureAttempt,
  type FailureLedger,
  type FailureRecord,
  type FailureRule,
  type FailureVerdict,
} from './ledgers/failure-ledger.ts'
export {
  badTriesPerCode,
  type CodeOutcome,
  type CodeRecord,
  type CodeRedemption,
  type FamilyRecord,
  type FamilyStart,
  type GrantEnd,
  type GrantFacts,
  type GrantLedger,
  type GrantOpening,
  type GrantRecord,
  type LiveGrant,
  type Rotation,
  type RotationOutcome,
} from './ledgers/grant-ledger.ts'
export type { InteractionLedger, InteractionRecord } from './ledgers/interaction-ledger.ts'
export type { OneTimeLedger } from './ledgers/one-time-ledger.ts'
export type { PushedRequestLedger, PushedRequestRecord } from './ledgers/pushed-request-ledger.ts'
export {
  keyRevocationSeconds,
  longestAccessTokenSeconds,
  type RevocationEntry,
  type RevocationLedger,
  type RevocationSnapshot,
  revocationExpiry,
  revocationLeewaySeconds,
} from './ledgers/revocation-ledger.ts'
export type { SessionLedger, SessionRecord } from './ledgers/session-ledger.ts'
export type { PasswordChange, UserLedger, UserRecord } from './ledgers/user-ledger.ts'
export type { Store } from './store.ts'
