import type { Backoff } from '@sallyport/limits'

/** How often a sign-in may fail, by account, by browser known for it, and by address. */
export interface SignInLimits {
  readonly account: Backoff
  readonly knownBrowser: Backoff
  readonly address: Backoff
}
