import type { Backoff, Tally } from '@sallyport/limits'

/** How often a sign-in may fail, by account, by browser known for it, and by address. */
export interface SignInLimits {
  readonly account: Backoff
  readonly knownBrowser: Backoff
  readonly address: Backoff
  /** So that what is held back is recorded now and then, not each time. */
  readonly heldBack: Tally
}
