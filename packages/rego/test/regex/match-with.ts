import { compileRegex } from '../../src/regex/compile-regex.ts'
import { findMatches } from '../../src/regex/find-matches.ts'
import type { Work } from '../../src/regex/regex.ts'

export const noLimit: Work = { spend() {} }

/** The groups of every match. */
export function matchesOf(pattern: string, text: string): (string | undefined)[][] {
  const regex = compileRegex(pattern, noLimit)
  return [...findMatches(regex, text, noLimit)].map((match) => Array.from(match.groups))
}

/** Work that is refused past a limit. */
export function limitedTo(limit: number): Work & { readonly spent: number } {
  let spent = 0
  return {
    get spent() {
      return spent
    },
    spend(units) {
      spent += units
      if (spent > limit) throw new Error('limit reached')
    },
  }
}
