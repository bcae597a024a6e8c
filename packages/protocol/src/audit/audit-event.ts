/**
 * What happened, as one closed schema. A port: whoever acts builds an `AuditFact`, a `Recorder` makes
 * it an event with id and time and keeps it. `audit` documents and checks each type.
 *
 * Security: no field holds a token, a code, a secret or a password, nor what an unknown person typed
 * as a user name (people type passwords there).
 */

export const auditEventTypes = [
  'sign_in.succeeded',
  'sign_in.failed',
  'sign_in.limited',
  'session.ended',
  'logout.refused',
  'logout.delivered',
  'logout.undelivered',
  'authorization.refused',
  'consent.granted',
  'consent.denied',
  'consent.withdrawn',
  'code.issued',
  'code.refused',
  'code.replayed',
  'client_authentication.failed',
  'token.issued',
  'token.refreshed',
  'token.refused',
  'token.reused',
  'token.revoked',
  'authentication.refused',
  'decision.allowed',
  'decision.denied',
  'limit.hit',
  'user.changed',
  'user.blocked',
  'client.changed',
  'key.changed',
  'fault',
] as const

export type AuditEventType = (typeof auditEventTypes)[number]

export type AuditOutcome = 'success' | 'refused' | 'fault'

/** The facts of one event. Absent means: not known, or not applicable. */
export interface AuditFact {
  readonly type: AuditEventType
  readonly outcome: AuditOutcome
  /** The same for everything that one HTTP request caused. Commands make one a run. */
  readonly requestId: string
  readonly subject?: string
  readonly clientId?: string
  /** Of an access token: whose words subject and client are. Absent in the authority's own events. */
  readonly issuer?: string
  readonly address?: string
  readonly grantId?: string
  readonly sessionId?: string
  /** `jti` of an access token. */
  readonly tokenId?: string
  readonly action?: string
  readonly resource?: { readonly type: string; readonly id?: string }
  readonly scope?: string
  /** Closed codes or the policy's own words; never free text of the caller. */
  readonly reasons?: readonly string[]
}

export interface AuditEvent extends AuditFact {
  /** Unique. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly timeMs: number
}

/** Resolves once the fact is kept; rejects when it cannot be, and then the act must not go on. */
export interface Recorder {
  record(fact: AuditFact): Promise<void>
}
