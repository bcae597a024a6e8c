/** Where a piece of policy text stands. `row` and `col` count from 1, `col` in characters (code points). */
export interface Location {
  /** The module's name, such as `authz.rego`; empty for a query that was given as text. */
  readonly file: string
  readonly row: number
  readonly col: number
  /** Index of the first UTF-16 unit in the source. */
  readonly offset: number
  /** Index after the last UTF-16 unit in the source. */
  readonly end: number
}

/** The place of what no text was written for. */
export const nowhere: Location = { file: '', row: 0, col: 0, offset: 0, end: 0 }
