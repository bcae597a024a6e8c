/** A validated authorization request: what is kept while a person decides. */
export interface AuthorizationRequest extends AuthenticationDemand {
  readonly clientId: string
  readonly redirectUri: string
  /** Returned byte for byte; undefined if the client sent none. */
  readonly state?: string
  /** S256 (RFC 7636 §4.2). */
  readonly codeChallenge: string
  /** What client and resources allow of what was asked; the person's own limits come at consent. */
  readonly scope: readonly string[]
  /** Identifiers; never empty. */
  readonly resources: readonly string[]
}

/**
 * How the person must be authenticated, and what the ID token must say of it.
 * @see OpenID Connect Core §3.1.2.1
 */
export interface AuthenticationDemand {
  /** Echoed in the ID token. */
  readonly nonce?: string
  /** Absent: none. `none` stands alone. */
  readonly prompt?: readonly Prompt[]
  /** A sign-in this old or older does not count; 0: only one within this interaction does. */
  readonly maxAgeSeconds?: number
  /** What the user name field is filled with at first; believed in nothing. */
  readonly loginHint?: string
  /** `sub` of the ID token that was sent as a hint: nobody else may be the answer. */
  readonly hintedSubject?: string
}

export const prompts = ['none', 'login', 'consent', 'select_account'] as const

export type Prompt = (typeof prompts)[number]

/**
 * The error codes of authorization responses (RFC 6749 §4.1.2.1, RFC 8707 §2, OpenID Connect Core
 * §3.1.2.6, RFC 9470 §5).
 */
export type AuthorizationErrorCode =
  | 'invalid_request'
  | 'unauthorized_client'
  | 'access_denied'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'server_error'
  | 'login_required'
  | 'consent_required'
  | 'unmet_authentication_requirements'
  | 'request_not_supported'
  | 'registration_not_supported'

/** Told to the person on a page of ours: the client or its redirect URI is in doubt. */
export interface PageRefusal {
  readonly tell: 'person'
  readonly reason:
    | 'malformed_request'
    | 'unknown_client'
    | 'unregistered_redirect_uri'
    | 'invalid_request_uri'
  readonly text: string
  readonly clientId?: string
}

/** Told to the client at its redirect URI. */
export interface ClientRefusal {
  readonly tell: 'client'
  readonly error: AuthorizationErrorCode
  /** A constant of ours, within the characters of RFC 6749 §4.1.2.1. */
  readonly description: string
  readonly clientId: string
  readonly redirectUri: string
  readonly state?: string
}

export type AuthorizationRefusal = PageRefusal | ClientRefusal
