/**
 * Grants: an authorization code, its tombstone, and the refresh family that grows from it. All keys of
 * one grant hang on its `grantId`, chosen at /authorize, so that in Redis each step is one script in
 * one slot. Hot.
 */

/** What the person granted; the same facts in the code and in the grant made of it. */
export interface GrantFacts {
  readonly grantId: string
  readonly clientId: string
  readonly subject: string
  readonly sessionId: string
  /** Seconds since the epoch. */
  readonly authTime: number
  readonly acr?: string
  readonly amr: readonly string[]
  readonly scope: readonly string[]
  /** Resource identifiers (RFC 8707) in order; never empty. */
  readonly resources: readonly string[]
}

export interface CodeRecord extends GrantFacts {
  /** SHA-256 of the code, base64url. */
  readonly codeDigest: string
  readonly redirectUri: string
  /** S256 challenge (RFC 7636 §4.2). */
  readonly codeChallenge: string
  /** Echoed in the ID token (OpenID Connect Core §3.1.2.1). */
  readonly nonce?: string
  /** Seconds since the epoch; at this second it is no longer valid. */
  readonly expiresAt: number
}

/** What the client presents at the token endpoint. */
export interface CodeRedemption {
  readonly grantId: string
  readonly codeDigest: string
  readonly clientId: string
  /** As sent; undefined if the client sent none (OAuth 2.1 §10.2). */
  readonly redirectUri?: string
  /** S256 of the verifier presented. */
  readonly codeChallenge: string
  /** Seconds since the epoch. */
  readonly now: number
  /** Set where the client may refresh: the first generation of its family. */
  readonly family?: FamilyStart
  /** The tombstone and the grant may be forgotten from then on: no token of the grant lives longer. */
  readonly keepUntil: number
}

/** A grant that begins without an authorization code. */
export interface GrantOpening {
  readonly facts: GrantFacts
  /** Seconds since the epoch. */
  readonly now: number
  /** Set where the client may refresh. */
  readonly family?: FamilyStart
  /** Set where it begins with the approval of a device: used up in the same step (RFC 8628 §3.4). */
  readonly deviceCodeDigest?: string
  /** The grant may be forgotten from then on. */
  readonly keepUntil: number
}

/** Something live that a person has granted, redeemed or not. */
export interface LiveGrant extends GrantFacts {
  /** `code`: not redeemed yet. `device`: allowed, and not fetched yet; the session is the approval's. */
  readonly stage: 'code' | 'device' | 'grant'
  /** Seconds since the epoch; absent for a code or device, and where the client may not refresh. */
  readonly lastUsedAt?: number
}

export interface FamilyStart {
  /** SHA-256 of the first refresh token, base64url. */
  readonly tokenDigest: string
  /** Seconds since the epoch; never extended. */
  readonly absoluteExpiresAt: number
  /** What the refresh tokens are bound to; null: nothing (bearer). */
  readonly binding: string | null
  /** Digest of the headers by which the device is known again; null: any device. */
  readonly device: string | null
}

export type CodeOutcome =
  | { readonly kind: 'redeemed'; readonly grant: GrantRecord; readonly code: CodeRecord }
  /** No such code: never issued, or long forgotten. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired'; readonly code: CodeRecord }
  /** Wrong client, redirect URI or challenge: nothing changed but the count of bad tries. */
  | {
      readonly kind: 'mismatch'
      readonly code: CodeRecord
      readonly what: 'client' | 'redirect_uri' | 'code_challenge'
      /** True once the fifth bad try has made the code useless. */
      readonly burned: boolean
    }
  /** Five bad tries came before this one. */
  | { readonly kind: 'burned'; readonly code: CodeRecord }
  /** A second valid redemption: the grant is dead and its revocation is in the feed. */
  | { readonly kind: 'replayed'; readonly code: CodeRecord }
  /** The grant was revoked between code and redemption. */
  | { readonly kind: 'dead'; readonly code: CodeRecord }

/** This many bad tries make a code useless. */
export const badTriesPerCode = 5

/** One record a grant; with refresh tokens it is a family. */
export interface GrantRecord extends GrantFacts {
  readonly status: 'live' | 'dead'
  /** Why it is dead. */
  readonly endedBecause?: GrantEnd
  readonly createdAt: number
  /** Absent: the client may not refresh. */
  readonly family?: FamilyRecord
}

export type GrantEnd =
  | 'code_replayed'
  | 'refresh_token_reused'
  | 'device_changed'
  | 'revoked'
  | 'idle'
  | 'absolute'
  | 'rotations'

export interface FamilyRecord {
  readonly binding: string | null
  readonly device: string | null
  /** 0 for the token issued with the code. */
  readonly generation: number
  readonly currentDigest: string
  readonly previousDigest: string | null
  /** Seconds since the epoch; null before the first rotation. */
  readonly rotatedAt: number | null
  /**
   * The current token, encrypted under a key derived from the previous one, for a client that lost
   * the response; null: no retry is answered.
   */
  readonly sealedSuccessor: string | null
  /** Seconds since the epoch. */
  readonly lastUsedAt: number
  readonly absoluteExpiresAt: number
}

/** A refresh token presented, its MAC already verified. */
export interface Rotation {
  readonly grantId: string
  readonly clientId: string
  readonly binding: string | null
  /** Null where the request has no such headers, or none are declared. */
  readonly device: string | null
  readonly tokenDigest: string
  readonly generation: number
  /** SHA-256 of the token that follows it. */
  readonly successorDigest: string
  readonly sealedSuccessor: string | null
  /** Seconds since the epoch. */
  readonly now: number
  readonly idleSeconds: number
  /** For how long after a swap the token before still gets its successor; 0: not at all. */
  readonly retrySeconds: number
  /** Undefined: any number. */
  readonly maxRotations?: number
  /**
   * Set where reuse blocks the subject: until this second. Then the same step blocks the user (one who is
   * blocked already stays so, no longer than before) and revokes the subject.
   */
  readonly blockUntil?: number
}

export type RotationOutcome =
  | { readonly kind: 'rotated'; readonly grant: GrantRecord }
  /**
   * The token just before the current one, in time: nothing changed, and the family's `sealedSuccessor` is
   * that of the token presented.
   */
  | {
      readonly kind: 'retried'
      readonly grant: GrantRecord
      readonly sealedSuccessor: string
    }
  | { readonly kind: 'unknown' }
  /** No effect on the family. */
  | { readonly kind: 'refused'; readonly what: 'client' | 'binding'; readonly grant: GrantRecord }
  /** A token that is not the current one: the family is dead, its revocation is in the feed. */
  | { readonly kind: 'reused'; readonly grant: GrantRecord }
  /** From another device than the family's: as reused. */
  | { readonly kind: 'device_changed'; readonly grant: GrantRecord }
  /** Dead before, or dead now because a limit was reached: quiet, no revocation. */
  | { readonly kind: 'ended'; readonly because: GrantEnd; readonly grant: GrantRecord }

export interface GrantLedger {
  /**
   * Rejects where the grant id has a code. A code of a session or subject whose revocation is in the
   * feed (for the subject: with an `authTime` at or before it) is dead from the start.
   */
  saveCode(code: CodeRecord): Promise<void>
  /**
   * One atomic step: checks client, redirect URI and challenge, marks the code redeemed and makes the
   * grant. Judged in this order: unknown; redeemed before (valid: `replayed`, invalid: `mismatch`,
   * however old the code); dead; burned; expired; mismatch; redeemed. Invariant: of any number of
   * valid redemptions exactly one is `redeemed`; a later valid one kills the grant, an invalid one
   * changes nothing but the count of bad tries.
   */
  redeemCode(redemption: CodeRedemption): Promise<CodeOutcome>
  /**
   * One atomic step, judged in this order: unknown, wrong client, wrong binding, dead, absolute limit,
   * idle limit (unused for longer than `idleSeconds`), another device, retry (the token and generation
   * just before the current ones, a sealed successor kept, less than `retrySeconds` from `rotatedAt` in
   * either direction), not the current token (reuse), rotations, swap. A grant without a family is unknown
   * here. Invariant: of any number of uses of one token at most one is `rotated`.
   */
  rotate(rotation: Rotation): Promise<RotationOutcome>
  /**
   * One atomic step: makes the grant, live, except where its subject (or all) has been revoked at or
   * after its `authTime`, or the device has no approval (any more): then `dead`, and nothing is kept.
   * Rejects where the grant id is taken. Invariant: of any number of openings with one approval exactly
   * one makes a grant.
   */
  open(opening: GrantOpening): Promise<GrantRecord | 'dead'>
  find(grantId: string): Promise<GrantRecord | undefined>
  /**
   * Live grants, codes that may still be redeemed, and devices that were allowed, of a subject or of a
   * session; by grant id.
   */
  listLive(
    of: { readonly subject: string } | { readonly sessionId: string },
    now: number,
  ): Promise<readonly LiveGrant[]>
  /** Forgets codes and grants that nothing can depend on any more. Seconds since the epoch. */
  prune(now: number): Promise<void>
}
