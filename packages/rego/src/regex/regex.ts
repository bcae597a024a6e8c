/** Where the work of matching is counted: a unit is about a tenth of a microsecond. Throws past a limit. */
export interface Work {
  spend(units: number): void
}

/** A match: positions in UTF-16 units, and the texts of its groups, the whole match first. */
export interface Match {
  readonly start: number
  readonly end: number
  /** Undefined: the group took no part. */
  readonly groups: readonly (string | undefined)[]
}

/** A compiled regular expression. The time it takes is bounded by the text's length; `work` counts it. */
export interface Regex {
  /** By number, from 1; undefined for a group without a name. */
  readonly groupNames: readonly (string | undefined)[]
  /** Whether it matches somewhere in the text. */
  test(text: string, work: Work): boolean
  /** The first match at or after a position. */
  find(text: string, from: number, work: Work): Match | undefined
}
