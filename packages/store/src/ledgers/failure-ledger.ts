/** `retryAfterSeconds`: Infinity until an operator acts. */
export type FailureVerdict =
  | { readonly allowed: true; readonly count: number }
  | { readonly allowed: false; readonly count: number; readonly retryAfterSeconds: number }

/** Failures counted by key (an account, an address, a client at an address). Hot. */
export interface FailureRecord {
  /** Consecutive failures, attempts under way included. */
  readonly count: number
  /** Seconds since the epoch of the last one. */
  readonly lastAt: number
}

export interface FailureAttempt {
  readonly key: string
  /** Seconds since the epoch. */
  readonly now: number
  readonly forgetAfterSeconds: number
  readonly rule: FailureRule
}

export interface FailureLedger {
  /**
   * One atomic step before an attempt: where the rule lets it go on, it is counted as a failure at
   * once, so that parallel guesses cannot outrun the count. Failures whose last is
   * `forgetAfterSeconds` old or older do not count, except where the rule's `maxFailures` is reached.
   */
  begin(attempt: FailureAttempt): Promise<FailureVerdict>
  /** What `begin` would answer, without counting: for attempts that are counted only if they fail. */
  check(attempt: FailureAttempt): Promise<FailureVerdict>
  /** Forgets all failures of the key: the attempt succeeded. */
  clear(key: string): Promise<void>
  /** Takes one counted attempt back: it succeeded, but others from there may not have. */
  forgive(key: string): Promise<void>
  /** Forgets what counts no longer, each by what its last attempt said. Seconds since the epoch. */
  prune(now: number): Promise<void>
}

/**
 * When the next attempt may be made, as data (so that it can run inside the store): free until
 * `freeFailures` failures, then `firstDelaySeconds` doubling up to `maxDelaySeconds`; never again from
 * `maxFailures` on.
 */
export interface FailureRule {
  readonly freeFailures: number
  readonly firstDelaySeconds: number
  readonly maxDelaySeconds: number
  /** Undefined: no such limit. */
  readonly maxFailures?: number
}

/** Seconds to wait after `count` failures; 0: none; Infinity: until an operator acts. */
export function delayAfter(count: number, rule: FailureRule): number {
  if (rule.maxFailures !== undefined && count >= rule.maxFailures) return Number.POSITIVE_INFINITY
  if (count < rule.freeFailures) return 0
  const doublings = count - rule.freeFailures
  return Math.min(rule.maxDelaySeconds, rule.firstDelaySeconds * 2 ** Math.min(doublings, 40))
}
