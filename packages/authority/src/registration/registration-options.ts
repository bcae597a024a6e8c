import type { Secret } from '@sallyport/protocol'
import type { ClientPolicy } from '../clients/plan-client.ts'

/** Who may register clients, and what those may have at most. */
export interface RegistrationOptions extends ClientPolicy {
  /** One of these must be presented; empty: anybody may register. */
  readonly initialAccessTokens: readonly Secret<string>[]
  /** A client that gets no token for so long is forgotten. */
  readonly unusedSeconds: number
}
