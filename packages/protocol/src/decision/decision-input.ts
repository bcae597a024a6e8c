/**
 * The one shape in which a policy is asked anything, everywhere. It holds verified facts only: what is
 * not known is absent, and absent, null and empty never allow and never equal each other.
 */
export interface DecisionInput {
  /** The person on whose behalf the request is made; absent for a client acting for itself. */
  readonly user?: UserFacts
  /** In a guard of several issuers, `issuer#client` for the foreign ones. */
  readonly client: { readonly id: string }
  /** Who acts for the user, when it is not the client alone (RFC 8693 §4.1). */
  readonly actor?: { readonly id: string }
  readonly resource: Resource
  /** What is to be done, in the words of the route: `read`, `write`, … */
  readonly action: string
  readonly environment: EnvironmentFacts
}

export interface UserFacts {
  /**
   * The subject; in a guard of several issuers `issuer#subject` for the foreign ones, unless their
   * `facts` give a `userId`.
   */
  readonly id: string
  readonly roles: readonly string[]
  readonly department?: string
  readonly scopes: readonly string[]
}

/** The thing asked for, as the API's own data knows it, never as the caller describes it. */
export interface Resource {
  readonly type: string
  readonly id?: string
  readonly owner?: string
  readonly sensitivity?: string
  readonly [fact: string]: unknown
}

export interface EnvironmentFacts {
  /** `HH:MM`, 24 hours, in the configured time zone: comparable as text. */
  readonly time: string
  /** Seconds since the epoch. */
  readonly timestamp: number
  readonly weekday: Weekday
  /** From the socket, or from a declared proxy chain. Absent where the transport has none. */
  readonly ipAddress?: string
  /** From the token's binding or a declared proxy. Absent means: nothing is known of the device. */
  readonly deviceTrust?: DeviceTrust
}

export type DeviceTrust = 'high' | 'medium' | 'low'

export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const

export type Weekday = (typeof weekdays)[number]
