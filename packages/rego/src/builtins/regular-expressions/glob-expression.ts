import { type CodePoints, joinRanges, overlap } from '../../regex/code-points.ts'
import { codePoints } from '../../values/text.ts'
import { BuiltinError } from '../builtin.ts'

/** One character of a glob-style expression, and how often. */
export interface GlobStep {
  /** Undefined: `.`, any character. */
  readonly set: CodePoints | undefined
  readonly bracketed: boolean
  readonly repeat: '' | '+' | '*'
}

/**
 * Reads a glob-style expression: characters, `.`, `[a-z]`, each with `*` or `+` or neither, `\` before
 * what is meant as it stands. Repetitions of the same side by side become one.
 */
export function parseGlobExpression(text: string): readonly GlobStep[] {
  const reader = new Reader(text)
  const steps: GlobStep[] = []
  while (!reader.done) {
    const step = reader.step()
    const before = steps.at(-1)
    if (before !== undefined && step.repeat !== '' && before.repeat !== '' && same(before, step)) {
      const repeat = before.repeat === '+' || step.repeat === '+' ? '+' : '*'
      steps[steps.length - 1] = { ...before, repeat }
    } else steps.push(step)
  }
  return steps
}

/** Whether some character is in both. */
export function meet(a: GlobStep, b: GlobStep): boolean {
  return a.set === undefined || b.set === undefined || overlap(a.set, b.set)
}

function same(a: GlobStep, b: GlobStep): boolean {
  if (a.set === undefined || b.set === undefined) return a.set === b.set
  return a.bracketed === b.bracketed && a.set.join() === b.set.join()
}

interface Character {
  readonly text: string
  readonly escaped: boolean
}

class Reader {
  readonly #text: string
  readonly #characters: readonly string[]
  #at = 0

  constructor(text: string) {
    this.#text = text
    this.#characters = codePoints(text)
  }

  get done(): boolean {
    return this.#at >= this.#characters.length
  }

  step(): GlobStep {
    const { text, escaped } = this.#take()
    const plain = escaped ? '' : text
    if (plain === ']') throw this.#error("set-close ']' with no preceding '['")
    if (plain === '+' || plain === '*') {
      throw this.#error(`flag '${plain}' must be preceded by a non-flag`)
    }
    const bracketed = plain === '['
    const set = bracketed ? this.#brackets() : plain === '.' ? undefined : single(text)
    return { set, bracketed, repeat: this.#repeat() }
  }

  #repeat(): '' | '+' | '*' {
    const next = this.#characters[this.#at]
    if (next === '\\' && this.#at === this.#characters.length - 1) this.#take()
    if (next !== '+' && next !== '*') return ''
    this.#at++
    return next
  }

  #brackets(): CodePoints {
    const ranges: number[] = []
    let before: number | undefined
    while (!this.done) {
      const { text, escaped } = this.#take()
      if (!escaped && text === ']') return joinRanges(ranges)
      if (!escaped && text === '-') {
        ranges.push(...this.#range(before))
        before = undefined
      } else {
        before = codePoint(text)
        ranges.push(before, before)
      }
    }
    throw this.#error('found [ without matching ]')
  }

  #range(first: number | undefined): [number, number] {
    if (first === undefined) {
      throw this.#error("range character '-' must be preceded by a Unicode character")
    }
    if (this.#at >= this.#characters.length - 1) {
      throw this.#error("range character '-' must be followed by a Unicode character")
    }
    const { text, escaped } = this.#take()
    if (!escaped && (text === ']' || text === '-')) {
      throw this.#error("range character '-' cannot be followed by a special symbol")
    }
    const last = codePoint(text)
    if (last < first) {
      const start = String.fromCodePoint(first)
      throw this.#error(`range is out of order: '${text}' comes before '${start}' in Unicode`)
    }
    return [first, last]
  }

  #take(): Character {
    const text = this.#characters[this.#at] ?? ''
    if (text !== '\\') {
      this.#at++
      return { text, escaped: false }
    }
    const escaped = this.#characters[this.#at + 1]
    if (escaped === undefined) throw this.#error('input ends with a \\ (escape) character')
    this.#at += 2
    return { text: escaped, escaped: true }
  }

  #error(reason: string): BuiltinError {
    return new BuiltinError(
      `input:${this.#text}, pos:${this.#at}, ${reason}: the input provided is invalid`,
    )
  }
}

function single(text: string): CodePoints {
  return [codePoint(text), codePoint(text)]
}

function codePoint(text: string): number {
  return text.codePointAt(0) ?? 0
}
