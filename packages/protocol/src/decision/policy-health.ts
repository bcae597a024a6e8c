/** How the policies of a process are. A port: implemented in `policies`, shown by the authority. */
export interface PolicyHealth {
  /** What lies at the source cannot be used: an older revision decides. */
  readonly isOutdated: boolean
  /** Milliseconds since the epoch at which the revision that decides was loaded. */
  readonly loadedAtMs: number
  /** How often a new revision has taken over since the start. */
  readonly changes: number
  /** How often what lay at the source was refused since the start. */
  readonly refusals: number
}
