import { type Clock, nowSeconds } from '@sallyport/protocol'
import type { FailureLedger, FailureRule, FailureVerdict } from '@sallyport/store'

/** Progressive back-off for whatever can be guessed: an account, an address, a client's secret. */
export interface Backoff {
  /**
   * Asked before an attempt, and counts it as failed at once, so that parallel guesses cannot outrun
   * the count. Refused: `retryAfterSeconds` to wait, Infinity until an operator acts.
   */
  begin(key: string): Promise<FailureVerdict>
  /** What `begin` would answer, without counting: for attempts that are counted only if they fail. */
  check(key: string): Promise<FailureVerdict>
  /** The attempt succeeded and so proves the key's owner: all its failures are forgotten. */
  clear(key: string): Promise<void>
  /** The attempt succeeded, but others under this key may not have: this one no longer counts. */
  forgive(key: string): Promise<void>
}

/**
 * Makes a back-off that keeps its failures in the store, where every node sees them.
 * Throws for a rule that contradicts itself. Rejects when the store cannot answer: refuse then.
 */
export function createBackoff(options: {
  readonly ledger: FailureLedger
  readonly clock: Clock
  readonly rule: FailureRule
  /** Counted from the last failure; at least the rule's longest delay. */
  readonly forgetAfterSeconds: number
}): Backoff {
  const { ledger, clock, rule, forgetAfterSeconds } = options
  checkRule(rule, forgetAfterSeconds)
  return {
    begin: (key) => ledger.begin({ key, now: nowSeconds(clock), forgetAfterSeconds, rule }),
    check: (key) => ledger.check({ key, now: nowSeconds(clock), forgetAfterSeconds, rule }),
    clear: (key) => ledger.clear(key),
    forgive: (key) => ledger.forgive(key),
  }
}

function checkRule(rule: FailureRule, forgetAfterSeconds: number): void {
  const { freeFailures, firstDelaySeconds, maxDelaySeconds, maxFailures } = rule
  if (!Number.isSafeInteger(freeFailures) || freeFailures < 0) {
    throw new TypeError('`freeFailures` must be a whole number, at least 0')
  }
  if (!(firstDelaySeconds > 0) || !(maxDelaySeconds >= firstDelaySeconds)) {
    throw new TypeError('`firstDelaySeconds` must be above 0 and at most `maxDelaySeconds`')
  }
  if (maxFailures !== undefined && !(maxFailures > freeFailures)) {
    throw new TypeError('`maxFailures` must be above `freeFailures`')
  }
  // Security: failures forgotten before their delay is over would make the delay an illusion.
  if (!(forgetAfterSeconds >= maxDelaySeconds) || !Number.isFinite(forgetAfterSeconds)) {
    throw new TypeError('`forgetAfterSeconds` must be at least `maxDelaySeconds`')
  }
}
