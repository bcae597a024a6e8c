import { JavaScriptEngine } from './javascript-engine.ts'
import { NfaEngine } from './nfa-engine.ts'
import { parsePattern } from './parse-pattern.ts'
import type { Pattern } from './pattern-node.ts'
import { RecentlyUsed } from './recently-used.ts'
import type { Match, Regex, Work } from './regex.ts'

const kept = new RecentlyUsed<Regex>(256, 1_000_000)
const charactersPerUnit = 4
const instructionsPerUnit = 4

/**
 * A regular expression of RE2's syntax, which Go and OPA use. `work` counts the compiling. Throws
 * RegexError with Go's text where the pattern is none.
 *
 * Security: no pattern takes exponential time on any text. JavaScript's own engine, which backtracks, runs it
 * where the most that can cost is little, for the pattern and this text; an automaton runs it elsewhere.
 */
export function compileRegex(pattern: string, work: Work): Regex {
  const known = kept.get(pattern)
  if (known !== undefined) return known
  work.spend(10 + Math.ceil(pattern.length / charactersPerUnit))
  const regex = compilePattern(parsePattern(pattern), work)
  kept.add(pattern, regex)
  return regex
}

/** The same for a pattern that is parsed already. */
export function compilePattern(pattern: Pattern, work: Work): Regex {
  work.spend(Math.ceil(pattern.size / instructionsPerUnit))
  return new CompiledRegex(pattern)
}

class CompiledRegex implements Regex {
  readonly groupNames: readonly (string | undefined)[]
  readonly #javaScript: JavaScriptEngine
  readonly #nfa: NfaEngine

  constructor(pattern: Pattern) {
    this.groupNames = pattern.groupNames
    this.#javaScript = new JavaScriptEngine(pattern)
    this.#nfa = new NfaEngine(pattern)
  }

  test(text: string, work: Work): boolean {
    return this.#javaScript.test(text, work) ?? this.#nfa.test(text, work)
  }

  find(text: string, from: number, work: Work): Match | undefined {
    const match = this.#javaScript.find(text, from, work)
    return match === 'not here' ? this.#nfa.find(text, from, work) : match
  }
}
