/**
 * What may be revoked, and the question a guard asks. A port: the live set is implemented in
 * `revocation` and wired by `sallyport`.
 */

/** One thing that is no longer valid. */
export type RevocationTarget =
  | { readonly kind: 'token'; readonly id: string }
  | { readonly kind: 'session'; readonly id: string }
  | { readonly kind: 'grant'; readonly id: string }
  | { readonly kind: 'client'; readonly id: string }
  | { readonly kind: 'subject'; readonly id: string }
  /** Whatever the signing key with this `kid` has signed, whenever it says it was. */
  | { readonly kind: 'key'; readonly id: string }
  | { readonly kind: 'all' }

/** The facts of an access token by which it may have been revoked. */
export interface RevocableToken {
  readonly tokenId: string
  /** `kid` of the key that signed it; absent where nobody saw a signature (introspection). */
  readonly keyId?: string
  readonly sessionId?: string
  readonly grantId?: string
  readonly clientId: string
  readonly subject: string
  /** Seconds since the epoch. */
  readonly issuedAt: number
}

/** `stale`: the feed has been silent for longer than allowed, so nothing can be said. */
export type RevocationAnswer = 'live' | 'revoked' | 'stale'

/** Answers from memory, without waiting. */
export interface RevocationCheck {
  check(token: RevocableToken): RevocationAnswer
}
