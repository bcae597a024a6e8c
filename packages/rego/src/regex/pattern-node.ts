import type { CodePoints } from './code-points.ts'

/** A parsed regular expression. */
export type PatternNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'character'; readonly of: CharacterSet }
  | { readonly kind: 'assertion'; readonly that: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  /** The first option that leads to a match wins. */
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly kind: 'repeat'
      readonly body: PatternNode
      readonly min: number
      /** Infinity: without end. */
      readonly max: number
      readonly greedy: boolean
    }
  | { readonly kind: 'group'; readonly index: number; readonly body: PatternNode }

/** What one character may be. */
export type CharacterSet =
  | { readonly kind: 'ranges'; readonly ranges: CodePoints }
  /** Unicode's tables decide: a JavaScript pattern for one character, with the flag `v`, and `i` if `fold`. */
  | { readonly kind: 'table'; readonly pattern: string; readonly fold: boolean }

export type Assertion =
  | 'text-start'
  | 'text-end'
  | 'line-start'
  | 'line-end'
  | 'word-boundary'
  | 'no-word-boundary'

export interface Pattern {
  readonly root: PatternNode
  /** By number, from 1; undefined for a group without a name. Several may share one. */
  readonly groupNames: readonly (string | undefined)[]
  /** About how many instructions a matcher needs: repeated parts count as often as they are repeated. */
  readonly size: number
}
