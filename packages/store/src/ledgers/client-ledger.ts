/** What a client says of itself, in the metadata names of RFC 7591 §2 and of the standards it lists. */
export interface ClientMetadata {
  readonly client_id: string
  readonly client_name?: string
  readonly client_uri?: string
  readonly logo_uri?: string
  readonly tos_uri?: string
  readonly policy_uri?: string
  readonly contacts?: readonly string[]
  readonly application_type?: 'web' | 'native'
  readonly redirect_uris: readonly string[]
  readonly grant_types: readonly string[]
  readonly token_endpoint_auth_method: ClientAuthenticationMethod
  /** The scopes that the client may ask for, space-delimited; empty: none. */
  readonly scope: string
  /** Public keys, for `private_key_jwt`: here or at an address, never both. */
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] }
  readonly jwks_uri?: string
  /** OpenID Connect Registration §2; absent: RS256. */
  readonly id_token_signed_response_alg?: 'RS256' | 'ES256'
  /** Seconds; absent: no limit of the client's own. */
  readonly default_max_age?: number
  /** RFC 9126 §6. */
  readonly require_pushed_authorization_requests?: boolean
  /** OpenID Connect RP-Initiated Logout §3.1. */
  readonly post_logout_redirect_uris?: readonly string[]
  /** OpenID Connect Back-Channel Logout §2.2. */
  readonly backchannel_logout_uri?: string
  readonly backchannel_logout_session_required?: boolean
}

export type ClientAuthenticationMethod =
  | 'none'
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'private_key_jwt'

/** A registered client. */
export interface ClientRecord extends ClientMetadata {
  /**
   * Who vouches for the metadata: the `operator` (configuration or command line), or nobody but the
   * client itself (dynamic registration, or a metadata document that its id leads to).
   */
  readonly origin: 'operator' | 'registration' | 'document'
  /** Those that may be presented; two while one replaces the other. Empty: none. */
  readonly secrets: readonly ClientSecretRecord[]
  /** Present for `registration` alone (RFC 7592). */
  readonly registration?: ClientRegistration
  readonly status: 'active' | 'disabled'
  /** Seconds since the epoch. */
  readonly createdAt: number
  readonly updatedAt: number
}

export interface ClientSecretRecord {
  /** SHA-256 of the secret, base64url. */
  readonly digest: string
  /** Seconds since the epoch. */
  readonly createdAt: number
  /** At this second it is no longer accepted; absent: never. */
  readonly expiresAt?: number
}

export interface ClientRegistration {
  /** SHA-256 of the registration access token, base64url. */
  readonly tokenDigest: string
  /** When the client is forgotten unless it is used; seconds since the epoch. */
  readonly expiresAt: number
}

/** What a client changes of itself (RFC 7592 §2.2). */
export interface ClientReplacement {
  /** All of it; what is left out is gone. */
  readonly metadata: ClientMetadata
  /** SHA-256 of the registration access token that was presented. */
  readonly tokenDigest: string
  /** Absent: the client is to have no secret. Kept only where none of those it has is live. */
  readonly secret?: ClientSecretRecord
  /** Seconds since the epoch. */
  readonly now: number
}

/** Durable. */
export interface ClientLedger {
  /** Creates or replaces; `conflict` if a user's `sub` equals the id (STANDARDS.md BCP-07). */
  save(client: ClientRecord): Promise<'saved' | 'conflict'>
  find(clientId: string): Promise<ClientRecord | undefined>
  /** By id. */
  list(): Promise<readonly ClientRecord[]>
  /**
   * Whether a web page of this origin (as browsers write it) is a redirect URI of an active public
   * client. Invariant: an index answers, however many clients there are.
   */
  isBrowserOrigin(origin: string): Promise<boolean>
  /**
   * One atomic step: replaces the metadata of a client that manages itself, where it still is, is active,
   * and has this registration access token; undefined where not. Invariant: everything else stays as it
   * is kept at that moment, and not as somebody has read it before.
   */
  replaceRegistered(replacement: ClientReplacement): Promise<ClientRecord | undefined>
  /**
   * One atomic step: the secrets `to` in place of `from`, and nothing else changes but `updatedAt`; false,
   * and nothing changed, where those are not the secrets any more, or the client is gone.
   */
  replaceSecrets(change: {
    readonly clientId: string
    readonly from: readonly ClientSecretRecord[]
    readonly to: readonly ClientSecretRecord[]
    readonly now: number
  }): Promise<boolean>
  /** Makes an unused registration live on until `expiresAt` at least; nothing for other clients. */
  noteUse(clientId: string, expiresAt: number): Promise<void>
  /** Forgets the client; what it holds is to be revoked besides. */
  remove(clientId: string): Promise<void>
  /** Forgets clients whose registration has expired. Seconds since the epoch. */
  prune(now: number): Promise<void>
}
