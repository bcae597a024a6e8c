import type { Secret } from '@sallyport/protocol'

/** Who may register clients, and what those may have at most. */
export interface RegistrationOptions {
  /** One of these must be presented; empty: anybody may register. */
  readonly initialAccessTokens: readonly Secret<string>[]
  readonly scope: readonly string[]
  readonly grantTypes: readonly string[]
  /** A client that gets no token for so long is forgotten. */
  readonly unusedSeconds: number
}
