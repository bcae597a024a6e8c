import { type Backtracking, estimateBacktracking } from './estimate-backtracking.ts'
import { groupsAgree } from './groups-agree.ts'
import { mayMatchBetween } from './may-match-between.ts'
import type { Pattern } from './pattern-node.ts'
import type { Match, Work } from './regex.ts'
import { writeJavaScript } from './write-javascript.ts'

/** Steps of a whole search, in the worst case, that JavaScript's engine may be asked for. */
const mostSteps = 400_000
/** Steps for each character of any text, however long, where they do not grow with it. */
const mostStepsPerCharacter = 64
const surrogate = /[\ud800-\udfff]/
const stepsPerUnit = 512
const charactersPerUnit = 16

/**
 * Matches with JavaScript's engine: the fastest there is for most patterns and texts, and exponential for
 * others. It says "not here" to those.
 */
export class JavaScriptEngine {
  readonly #pattern: Pattern
  readonly #backtracking: Backtracking | undefined
  #tester: RegExp | undefined
  #finder: RegExp | undefined
  readonly #groupsAgree: boolean
  readonly #mayMatchBetween: boolean

  constructor(pattern: Pattern) {
    this.#pattern = pattern
    this.#backtracking = estimateBacktracking(pattern.root)
    this.#groupsAgree = this.#backtracking !== undefined && groupsAgree(pattern.root)
    this.#mayMatchBetween = mayMatchBetween(pattern.root)
  }

  /** Undefined: not here. */
  test(text: string, work: Work): boolean | undefined {
    if (!this.#accepts(text, text.length, work)) return undefined
    this.#tester ??= new RegExp(writeJavaScript(this.#pattern.root, false), 'v')
    const found = run(this.#tester, text)
    return found === 'not here' ? undefined : found !== null
  }

  find(text: string, from: number, work: Work): Match | undefined | 'not here' {
    if (!this.#groupsAgree || !this.#accepts(text, 0, work)) return 'not here'
    this.#finder ??= new RegExp(writeJavaScript(this.#pattern.root, true), 'gv')
    this.#finder.lastIndex = from
    const groups = run(this.#finder, text)
    if (groups === 'not here') return groups
    const end = groups === null ? text.length : groups.index + groups[0].length
    work.spend(1 + Math.floor((end - from) / charactersPerUnit))
    return groups === null ? undefined : { start: groups.index, end, groups }
  }

  /** Counts the worst case where it is more than a run over the text. */
  #accepts(text: string, run: number, work: Work): boolean {
    if (this.#backtracking === undefined) return false
    if (this.#mayMatchBetween && surrogate.test(text)) return false
    const { length } = text
    const { factor, degree } = this.#backtracking
    if (degree === 1) {
      const accepted = factor <= mostStepsPerCharacter || factor * length <= mostSteps
      if (accepted) work.spend(1 + Math.floor(run / charactersPerUnit))
      return accepted
    }
    const steps = factor * length ** degree
    if (steps > mostSteps) return false
    work.spend(1 + Math.floor(steps / stepsPerUnit))
    return true
  }
}

function run(regex: RegExp, text: string): RegExpExecArray | null | 'not here' {
  try {
    return regex.exec(text)
  } catch {
    return 'not here' // its stack is full
  }
}
