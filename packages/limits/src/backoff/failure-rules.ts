import type { FailureRule } from '@sallyport/store'

/** A rule together with how long its failures are remembered, counted from the last one. */
export interface ForgettingFailureRule extends FailureRule {
  readonly forgetAfterSeconds: number
}

/**
 * Wrong passwords of one account: five failures are free, then the wait doubles from one second to
 * fifteen minutes, and after a hundred in a row nothing is tried any more until an operator acts.
 * Success clears them. They are remembered for thirty days, so that waiting does not start a new
 * hundred.
 * @see NIST SP 800-63B-4 §3.2.2 (at most 100 consecutive failures)
 */
export const accountRule: ForgettingFailureRule = Object.freeze({
  freeFailures: 5,
  firstDelaySeconds: 1,
  maxDelaySeconds: 900,
  maxFailures: 100,
  forgetAfterSeconds: 30 * 86_400,
})

/**
 * Wrong passwords for one account from one browser that has been in it before: as for the account, but
 * twenty in a row, after which the browser is as good as any other.
 */
export const knownBrowserRule: ForgettingFailureRule = Object.freeze({
  ...accountRule,
  maxFailures: 20,
})

/**
 * Failures from one address (IPv4 /32, IPv6 /64): twenty within fifteen minutes, then a doubling wait
 * until a quarter of an hour has passed without any. No hard stop: an address is shared by people who
 * did nothing wrong, so a success is forgiven (`forgive`), not a reason to clear the rest.
 */
export const addressRule: ForgettingFailureRule = Object.freeze({
  freeFailures: 20,
  firstDelaySeconds: 1,
  maxDelaySeconds: 900,
  forgetAfterSeconds: 900,
})

/**
 * Wrong secrets for one client from one address (the key names both, so that a stranger cannot lock
 * the client out elsewhere). Counted only once they have failed, so that one client may authenticate many
 * times at once.
 * @see OAuth 2.1 §2.4.1
 */
export const clientRule: ForgettingFailureRule = Object.freeze({
  freeFailures: 20,
  firstDelaySeconds: 1,
  maxDelaySeconds: 900,
  forgetAfterSeconds: 900,
})
