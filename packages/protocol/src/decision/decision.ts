import type { DecisionInput } from './decision-input.ts'

/**
 * What a policy answers. Only `allow: true`, the boolean, allows; everything else denies.
 * `reasons` are words for the audit log, and for the caller where a route shows them.
 */
export interface Decision {
  readonly allow: boolean
  readonly reasons?: readonly string[]
}

/** A policy: verified facts in, decision out. A throw or a rejection denies. */
export type Policy = (input: DecisionInput) => Decision | Promise<Decision>
