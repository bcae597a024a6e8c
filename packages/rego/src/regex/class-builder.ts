import { type CodePoints, joinRanges, without } from './code-points.ts'
import type { CharacterSet } from './pattern-node.ts'

const firstBeyondAscii = 0x80
/** Every code point that differs from another in letter case alone lies between these. */
const firstCased = 0x41
const lastCased = 0x1e943

/** Collects what stands within brackets. */
export class ClassBuilder {
  readonly #fold: boolean
  readonly #ranges: number[] = []
  /** `\p{…}`, as JavaScript writes them. */
  readonly #tables: string[] = []
  #foldedByTable = false

  /** `fold`: letter case does not matter. */
  constructor(fold: boolean) {
    this.#fold = fold
  }

  addRange(first: number, last: number): void {
    this.#ranges.push(first, last)
    if (!this.#fold || last < firstCased || first > lastCased) return
    if (first <= firstCased && last >= lastCased) return
    if (last >= firstBeyondAscii) this.#foldedByTable = true
    this.#ranges.push(...otherCases(first, Math.min(last, firstBeyondAscii - 1)))
  }

  /** A class of ASCII characters, or with `negated` all characters that are not in it. */
  addNamed(set: CodePoints, negated: boolean): void {
    const folded = [...set]
    if (this.#fold) {
      for (let i = 0; i < set.length; i += 2) {
        folded.push(...otherCases(set[i] as number, set[i + 1] as number))
      }
    }
    this.#ranges.push(...(negated ? without(joinRanges(folded)) : folded))
  }

  /** A category or script, as JavaScript names it: `Lu`, `Script=Greek`. */
  addTable(name: string, negated: boolean): void {
    this.#tables.push(`\\${negated ? 'P' : 'p'}{${name}}`)
  }

  done(negated: boolean): CharacterSet {
    const ranges = joinRanges(this.#ranges)
    if (this.#tables.length === 0 && !this.#foldedByTable) {
      return { kind: 'ranges', ranges: negated ? without(ranges) : ranges }
    }
    const pattern = `[${negated ? '^' : ''}${writeRanges(ranges)}${this.#tables.join('')}]`
    return { kind: 'table', pattern, fold: this.#fold }
  }
}

/** The ranges as JavaScript has them within brackets. */
export function writeRanges(ranges: CodePoints): string {
  let text = ''
  for (let i = 0; i < ranges.length; i += 2) {
    const first = ranges[i] as number
    const last = ranges[i + 1] as number
    text += writeCharacter(first)
    if (first !== last) text += `-${writeCharacter(last)}`
  }
  return text
}

/** Itself where it can have no other meaning. */
export function writeCharacter(codePoint: number): string {
  const text = String.fromCodePoint(codePoint)
  return /[0-9A-Za-z]/.test(text) ? text : `\\u{${codePoint.toString(16)}}`
}

/** The letters that differ in case from ASCII ones; `K` has the Kelvin sign and `S` the long s besides. */
function otherCases(first: number, last: number): number[] {
  const others: number[] = []
  const add = (from: number, to: number, by: number) => {
    const low = Math.max(first, from)
    const high = Math.min(last, to)
    if (low <= high) others.push(low + by, high + by)
    if (low <= from + 10 && from + 10 <= high) others.push(0x212a, 0x212a)
    if (low <= from + 18 && from + 18 <= high) others.push(0x17f, 0x17f)
  }
  add(0x41, 0x5a, 0x20)
  add(0x61, 0x7a, -0x20)
  return others
}
