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
  /** `signing` keys sign (the newest of an algorithm does), `retired` ones only verify. */
  readonly status: 'signing' | 'retired'
  /** Seconds since the epoch. */
  readonly createdAt: number
  /** When it stopped signing. */
  readonly retiredAt?: number
}

/** Durable. A port: implemented by `store`, used by `tokens`. */
export interface KeyLedger {
  /** Oldest first. */
  list(): Promise<readonly KeyRecord[]>
  /** One atomic step: adds the key only if no signing key of its algorithm exists; false otherwise. */
  addFirst(key: KeyRecord): Promise<boolean>
  /** One atomic step: adds the key and retires every other signing key of its algorithm. */
  rotate(key: KeyRecord): Promise<void>
  /**
   * One atomic step: keeps the private key sealed anew, where it is still sealed as `from`; false
   * otherwise.
   */
  reseal(kid: string, from: string, to: string): Promise<boolean>
  /** Forgets keys retired before the given time; seconds since the epoch. */
  forgetRetired(before: number): Promise<void>
}
