/** The time, passed in so that tests and the tour can set it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number
}

/** The clock of the machine. */
export const systemClock: Clock = { nowMs: () => Date.now() }

/** Whole seconds since the epoch: the unit of every `…At` of ours (RFC 7519 §2, NumericDate). */
export function nowSeconds(clock: Clock): number {
  return Math.floor(clock.nowMs() / 1000)
}

/** A clock that stands still until it is set or advanced. */
export interface SettableClock extends Clock {
  setMs(ms: number): void
  advanceSeconds(seconds: number): void
}

/** Makes a clock that only moves when told to; `startMs` in milliseconds since the epoch. */
export function settableClock(startMs: number): SettableClock {
  let current = startMs
  return {
    nowMs: () => current,
    setMs: (ms) => {
      current = ms
    },
    advanceSeconds: (seconds) => {
      current += seconds * 1000
    },
  }
}
