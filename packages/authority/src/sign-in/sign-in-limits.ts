import type { Backoff } from '@sallyport/limits'

/** How often a sign-in may fail, by account and by address. */
export interface SignInLimits {
  readonly account: Backoff
  readonly address: Backoff
}
