/** The algorithms we sign with (RFC 7518 §3.1). */
export type SigningAlgorithm = 'ES256' | 'RS256'

/** A signing key. The private half is sealed by `tokens`; the store never sees it in the clear. */
export interface KeyRecord {
  readonly kid: string
  readonly alg: SigningAlgorithm
  /** JSON of the public JWK. */
  readonly publicJwk: string
  /** Encrypted PKCS #8. */
  readonly sealedPrivateKey: string
  /**
   * `next` is published and does not sign yet; `signing` signs; `retired` only verifies; `withdrawn` does
   * neither. At most one key of an algorithm is `next`, and at most one `signing`.
   */
  readonly status: 'next' | 'signing' | 'retired' | 'withdrawn'
  /** Seconds since the epoch. */
  readonly createdAt: number
  /**
   * For `next`: when it may sign, since by then every verifier has fetched it; otherwise since when it
   * signed. Seconds since the epoch.
   */
  readonly signsFrom: number
  /** When it stopped signing or was withdrawn. */
  readonly retiredAt?: number
}

/** One key in another's place. */
export interface KeyRotation {
  readonly alg: SigningAlgorithm
  /** `kid` of the key that signs until then. */
  readonly from: string
  /** `kid` of the `next` key, which signs from then on. */
  readonly to: string
  /** A new `next` key. */
  readonly next: KeyRecord
  /** Seconds since the epoch. */
  readonly now: number
}

/** A key that somebody else has. */
export interface KeyWithdrawal {
  readonly kid: string
  /** A new `next` key of its algorithm, kept where the withdrawn one was `next` or signing. */
  readonly next: KeyRecord
  /** Seconds since the epoch. */
  readonly now: number
}

/** Durable. A port: implemented by `store`, used by `tokens`. */
export interface KeyLedger {
  /** Oldest first, withdrawn ones too. */
  list(): Promise<readonly KeyRecord[]>
  /** One atomic step: adds both only if no signing key of the algorithm exists; false otherwise. */
  addFirst(signing: KeyRecord, next: KeyRecord): Promise<boolean>
  /** One atomic step: adds the key only if no `next` key of its algorithm exists; false otherwise. */
  addNext(next: KeyRecord): Promise<boolean>
  /**
   * One atomic step: `from` retires, `to` signs, and there is a new `next`. False, and nothing changed,
   * where `from` does not sign or `to` is not next (any more): of any number of nodes one rotates.
   */
  rotate(rotation: KeyRotation): Promise<boolean>
  /**
   * One atomic step: the key is published no more and signs no more, and what it signed is revoked (target
   * `key` in the feed). Where it was signing, the `next` key signs, whether its time has come or not;
   * without one the new key itself.
   * False where there is no such key, or it was withdrawn before.
   */
  withdraw(withdrawal: KeyWithdrawal): Promise<boolean>
  /**
   * One atomic step: keeps the private key sealed anew, where it is still sealed as `from`; false
   * otherwise.
   */
  reseal(kid: string, from: string, to: string): Promise<boolean>
  /** Forgets keys retired before the given time, not withdrawn ones; seconds since the epoch. */
  forgetRetired(before: number): Promise<void>
}
