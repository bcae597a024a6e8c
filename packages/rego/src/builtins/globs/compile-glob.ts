import { compilePattern } from '../../regex/compile-regex.ts'
import { RecentlyUsed } from '../../regex/recently-used.ts'
import type { Regex } from '../../regex/regex.ts'
import { RegexError } from '../../regex/regex-error.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { parseGlob } from './parse-glob.ts'

const kept = new RecentlyUsed<Regex>(256, 1_000_000)
const charactersPerUnit = 4

/** A glob that matches whole texts; `delimiters` are code points. */
export function compileGlob(call: BuiltinCall, glob: string, delimiters: readonly number[]): Regex {
  const key = `${delimiters.join()} ${glob}`
  const known = kept.get(key)
  if (known !== undefined) return known
  call.spend(10 + Math.ceil(glob.length / charactersPerUnit))
  try {
    const compiled = compilePattern(parseGlob(glob, delimiters), call)
    kept.add(key, compiled)
    return compiled
  } catch (error) {
    if (error instanceof RegexError) throw new BuiltinError(error.reason)
    throw error
  }
}
