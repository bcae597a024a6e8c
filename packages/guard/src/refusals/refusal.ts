import type { AuditEventType, AuditOutcome, Principal, Resource } from '@sallyport/protocol'
import type { RequiredSignIn } from '../options/check-sign-in.ts'
import type { AnswerHeaders } from '../verdict.ts'

interface RefusalKind {
  readonly status: number
  readonly title: string
  /** The `code` member of the body; absent where the caller is told nothing but the status. */
  readonly publicCode?: string
  /** The challenge's error code (RFC 6750 §3.1); a challenge without one is empty. */
  readonly challenge?: { readonly error?: string }
  readonly event: AuditEventType
  readonly outcome: AuditOutcome
  /** Whether the caller's address pays for it. An outage of ours is never the caller's failure. */
  readonly countsAsFailure: boolean
}

const authentication = {
  event: 'authentication.refused',
  outcome: 'refused',
} as const

const fault = { event: 'fault', outcome: 'fault', countsAsFailure: false } as const

const forbidden = { status: 403, title: 'Forbidden', publicCode: 'denied' } as const

const internalError = {
  status: 500,
  title: 'Internal Server Error',
  publicCode: 'fault',
  ...fault,
} as const

const unavailable = {
  status: 503,
  title: 'Service Unavailable',
  publicCode: 'temporarily_unavailable',
  ...fault,
} as const

/** Every way out but the way in: how the caller sees it, and how the audit does. */
export const refusalKinds = {
  address_blocked: {
    status: 429,
    title: 'Too Many Requests',
    publicCode: 'too_many_failures',
    event: 'limit.hit',
    outcome: 'refused',
    countsAsFailure: false,
  },
  // RFC 6750 §3.1: a request that shows no token learns no error code.
  credentials_missing: {
    status: 401,
    title: 'Unauthorized',
    challenge: {},
    ...authentication,
    countsAsFailure: false,
  },
  credentials_ambiguous: {
    status: 400,
    title: 'Bad Request',
    publicCode: 'invalid_request',
    challenge: { error: 'invalid_request' },
    ...authentication,
    countsAsFailure: true,
  },
  // Security: one answer for every bad token, so that a forger does not learn which check failed.
  token_invalid: {
    status: 401,
    title: 'Unauthorized',
    publicCode: 'invalid_token',
    challenge: { error: 'invalid_token' },
    ...authentication,
    countsAsFailure: true,
  },
  keys_unavailable: unavailable,
  introspection_unavailable: unavailable,
  revocation_stale: unavailable,
  quota_exceeded: {
    status: 429,
    title: 'Too Many Requests',
    publicCode: 'quota_exceeded',
    event: 'limit.hit',
    outcome: 'refused',
    countsAsFailure: false,
  },
  // RFC 9470 §3: the token stands, but the person must prove more, or anew, who they are.
  authentication_insufficient: {
    status: 401,
    title: 'Unauthorized',
    publicCode: 'insufficient_user_authentication',
    challenge: { error: 'insufficient_user_authentication' },
    ...authentication,
    countsAsFailure: false,
  },
  scope_insufficient: {
    status: 403,
    title: 'Forbidden',
    publicCode: 'insufficient_scope',
    challenge: { error: 'insufficient_scope' },
    event: 'decision.denied',
    outcome: 'refused',
    countsAsFailure: false,
  },
  input_invalid: {
    status: 400,
    title: 'Bad Request',
    publicCode: 'invalid_request',
    event: 'decision.denied',
    outcome: 'refused',
    countsAsFailure: false,
  },
  // Security: a thing that is not there and one that is not yours are both this, byte for byte.
  denied: { ...forbidden, event: 'decision.denied', outcome: 'refused', countsAsFailure: false },
  policy_failed: { ...forbidden, ...fault },
  resource_failed: internalError,
  fault: internalError,
  audit_unavailable: unavailable,
} as const satisfies Record<string, RefusalKind>

export type RefusalCode = keyof typeof refusalKinds

/** An expected no, with what is known when it is said. */
export interface Refusal {
  readonly code: RefusalCode
  /** Closed codes or the policy's own words, for the audit. */
  readonly reasons: readonly string[]
  /** Reasons that the caller may read. */
  readonly shownReasons?: readonly string[]
  readonly retryAfterSeconds?: number
  /** What the route requires, and scopes of the route's that the next token is to keep. */
  readonly requiredScopes?: readonly string[]
  /** What a caller without a good token is told to ask for, where no route says it. */
  readonly advisedScopes?: readonly string[]
  /** How the route requires the person to have signed in. */
  readonly requiredSignIn?: RequiredSignIn
  readonly principal?: Principal
  readonly resource?: Resource
  /** Rate limit fields that go with the answer. */
  readonly headers?: AnswerHeaders
  /** What was thrown, for the host's own log. */
  readonly error?: unknown
}

/** How a refusal of this code is answered and recorded. */
export function kindOf(code: RefusalCode): RefusalKind {
  return refusalKinds[code]
}
