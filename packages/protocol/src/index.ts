export {
  type AuditEvent,
  type AuditEventType,
  type AuditFact,
  type AuditOutcome,
  auditEventTypes,
  type Recorder,
} from './audit/audit-event.ts'
export type { Decision, Policy } from './decision/decision.ts'
export {
  type DecisionInput,
  type DeviceTrust,
  type EnvironmentFacts,
  type Resource,
  type UserFacts,
  type Weekday,
  weekdays,
} from './decision/decision-input.ts'
export { type LocalTime, localTimeIn } from './decision/local-time.ts'
export type { PolicyHealth } from './decision/policy-health.ts'
export type {
  KeyLedger,
  KeyRecord,
  KeyRotation,
  KeyWithdrawal,
  SigningAlgorithm,
} from './key-ledger.ts'
export type { AuthorizationServerMetadata } from './metadata.ts'
export type { Principal } from './principal.ts'
export { accept, type Result, refuse } from './result.ts'
export type {
  RevocableToken,
  RevocationAnswer,
  RevocationCheck,
  RevocationTarget,
} from './revocation.ts'
export { looksLikeToken, startOfJwt } from './text/looks-like-token.ts'
export { nearestName } from './text/nearest-name.ts'
export { formatScope, isScopeName, parseScope } from './text/scope.ts'
export { type JsonObject, parseStrictJsonObject } from './text/strict-json.ts'
export {
  type Clock,
  nowSeconds,
  type SettableClock,
  settableClock,
  systemClock,
} from './world/clock.ts'
export { type RandomBytes, secureRandom } from './world/random.ts'
export { Secret } from './world/secret.ts'
export { tell } from './world/tell.ts'
