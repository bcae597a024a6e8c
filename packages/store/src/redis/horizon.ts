/**
 * How far a ledger has been pruned. Redis itself forgets what has expired, by its own clock; what has been
 * pruned counts as gone here from then on, also for a caller whose clock is a little behind.
 */
export interface Horizon {
  /** Seconds since the epoch; what nothing needed from then on is gone. */
  readonly at: number
  move(now: number): void
  /**
   * Something is kept that is needed until then. Where that is pruned already the clock was set back, and
   * what was pruned by the clock of before is no measure any more.
   */
  admit(until: number): void
}

export function createHorizon(): Horizon {
  let at = 0
  return {
    get at() {
      return at
    },
    move: (now) => {
      at = Math.max(at, now)
    },
    admit: (until) => {
      if (until <= at) at = 0
    },
  }
}
