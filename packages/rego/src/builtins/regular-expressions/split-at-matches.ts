import { findMatches } from '../../regex/find-matches.ts'
import type { Regex } from '../../regex/regex.ts'
import type { BuiltinCall } from '../builtin.ts'

/** What stands between the matches. An empty match at the start of the text splits nothing off. */
export function splitAtMatches(
  call: BuiltinCall,
  regex: Regex,
  pattern: string,
  text: string,
): string[] {
  if (pattern !== '' && text === '') return ['']
  const pieces: string[] = []
  let from = 0
  let lastStart = 0
  for (const match of findMatches(regex, text, call)) {
    lastStart = match.start
    if (match.end > 0) pieces.push(text.slice(from, match.start))
    from = match.end
  }
  if (lastStart < text.length) pieces.push(text.slice(from))
  return pieces
}
