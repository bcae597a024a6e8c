/** A device that waits for a person to decide elsewhere (RFC 8628). Hot. */
export interface DeviceRecord {
  /** The grant that an approval opens; chosen when the device asks. */
  readonly grantId: string
  /** SHA-256 of the device code, base64url. */
  readonly deviceCodeDigest: string
  /** SHA-256 of the canonical user code, base64url; unique among the live ones. */
  readonly userCodeDigest: string
  readonly clientId: string
  readonly scope: readonly string[]
  /** Resource identifiers (RFC 8707) in order; never empty. */
  readonly resources: readonly string[]
  /** Seconds since the epoch; at this second it is no longer valid. */
  readonly expiresAt: number
  /** How often the device may ask, seconds; grows with every `slow_down`. */
  readonly intervalSeconds: number
  readonly status: 'pending' | 'approved' | 'denied'
  /** Present exactly where approved. */
  readonly approval?: DeviceApproval
}

/** Who approved, as facts of the grant to be made. */
export interface DeviceApproval {
  readonly subject: string
  /** The session it was given in: where that is revoked before the grant is opened, none is. */
  readonly sessionId: string
  /** Seconds since the epoch. */
  readonly authTime: number
  readonly acr?: string
  readonly amr: readonly string[]
  /** What the person granted, no more than was asked. */
  readonly scope: readonly string[]
}

export type DevicePoll =
  /** Never issued, forgotten, used up, or another client's: no effect. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'pending' }
  /** Asked before the interval was over, which is five seconds longer from now on (RFC 8628 §3.5). */
  | { readonly kind: 'too_soon'; readonly intervalSeconds: number }
  /** By the person, or because a revocation has ended the approval; the device code is used up. */
  | { readonly kind: 'denied' }
  /** Until the grant is opened, which uses the device code up (`GrantOpening`). */
  | {
      readonly kind: 'approved'
      readonly device: DeviceRecord & { readonly approval: DeviceApproval }
    }

export interface DeviceLedger {
  /** `conflict` if a live one has the user code. */
  save(device: DeviceRecord, now: number): Promise<'saved' | 'conflict'>
  /** The live one with this user code. */
  findByUserCode(userCodeDigest: string, now: number): Promise<DeviceRecord | undefined>
  /**
   * One atomic step: of any number of decisions on a pending one the first counts, and gets true. An
   * approval whose session or subject is revoked counts for nothing.
   */
  decide(decision: {
    readonly userCodeDigest: string
    readonly now: number
    /** Absent: denied. */
    readonly approval?: DeviceApproval
  }): Promise<boolean>
  /** One atomic step: judges the poll, notes its time, and uses the code up where denied. */
  poll(poll: {
    readonly deviceCodeDigest: string
    readonly clientId: string
    readonly now: number
  }): Promise<DevicePoll>
  prune(now: number): Promise<void>
}
