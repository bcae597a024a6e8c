import { compileRegex } from '../../regex/compile-regex.ts'
import type { Work } from '../../regex/regex.ts'

/** A regular expression of RE2, which takes linear time whatever the text. */
export interface Pattern {
  readonly source: string
  /** Whether it matches somewhere. */
  test(text: string, work: Work): boolean
}

/** Compiling is limited by the size of a pattern. */
const unmetered: Work = { spend: () => {} }

/** Undefined where it is not valid. */
export function compilePattern(source: string): Pattern | undefined {
  try {
    const regex = compileRegex(source, unmetered)
    return { source, test: (text, work) => regex.test(text, work) }
  } catch {
    return undefined
  }
}
