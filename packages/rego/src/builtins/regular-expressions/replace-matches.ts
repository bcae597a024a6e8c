import { expand, parseExpansion } from '../../regex/expansion.ts'
import { findMatches } from '../../regex/find-matches.ts'
import type { Regex } from '../../regex/regex.ts'
import type { BuiltinCall } from '../builtin.ts'
import { checkTextLength, spendText } from '../text-work.ts'

/** The text with every match replaced; `replacement` in Go's syntax, `$1` and its like. */
export function replaceMatches(
  call: BuiltinCall,
  regex: Regex,
  text: string,
  replacement: string,
): string {
  const expansion = parseExpansion(replacement, regex.groupNames)
  let result = ''
  let from = 0
  for (const match of findMatches(regex, text, call)) {
    const piece = expand(expansion, match)
    spendText(call, piece.length)
    result += text.slice(from, match.start) + piece
    checkTextLength(result.length)
    from = match.end
  }
  return result + text.slice(from)
}
