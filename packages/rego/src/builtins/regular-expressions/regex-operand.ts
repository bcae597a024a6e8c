import { compileRegex } from '../../regex/compile-regex.ts'
import type { Regex } from '../../regex/regex.ts'
import { RegexError } from '../../regex/regex-error.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'

/** A pattern as a regular expression; what is none is an error of the built-in, in Go's words. */
export function regexOf(call: BuiltinCall, pattern: string): Regex {
  try {
    return compileRegex(pattern, call)
  } catch (error) {
    if (error instanceof RegexError) throw new BuiltinError(error.message)
    throw error
  }
}
