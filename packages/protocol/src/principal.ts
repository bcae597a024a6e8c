/**
 * Who is calling, as a verified access token says. Handlers find it at `req.auth`.
 * Everything in it was signed by the issuer; absent facts are absent.
 */
export interface Principal {
  /** A person (through a client), or a client acting for itself. */
  readonly kind: 'user' | 'client'
  readonly issuer: string
  /** Unique within its issuer alone: another issuer may have the same word for someone else. */
  readonly subject: string
  /** What policies call the person, where the `facts` of an issuer say so; else the subject. */
  readonly userId?: string
  readonly clientId: string
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  readonly roles: readonly string[]
  readonly department?: string
  /** `jti`. */
  readonly tokenId: string
  /** `kid` of the key that signed the token; absent where it was introspected. */
  readonly keyId?: string
  readonly grantId?: string
  readonly sessionId?: string
  /** Seconds since the epoch. */
  readonly issuedAt: number
  /** Seconds since the epoch. */
  readonly expiresAt: number
  /** When the person last proved who they are; seconds since the epoch. */
  readonly authTime?: number
  readonly acr?: string
  readonly amr?: readonly string[]
}
