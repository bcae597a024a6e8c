import type { GroupStart, PatternFlags } from './parse-group-start.ts'
import type { Assertion, CharacterSet, Pattern, PatternNode } from './pattern-node.ts'
import { RegexError } from './regex-error.ts'

/** As Go counts them. */
const deepest = 1000
/** The largest product of repetitions within each other. */
const mostCopies = 1000
/** Instructions of a matcher. Go allows many more; so much takes some megabytes. */
const largestPattern = 50_000

/** What stands between two parentheses, as far as it is read. */
interface Open {
  readonly start?: Extract<GroupStart, { kind: 'plain' | 'capture' }>
  readonly index: number
  /** To come back to. */
  readonly flags: PatternFlags
  readonly options: Measured[]
  parts: Measured[]
}

interface Measured {
  readonly node: PatternNode
  readonly height: number
  readonly size: number
  /** How often the innermost part is repeated at most. */
  readonly copies: number
}

/** Puts the parts of a pattern together. Security: keeps depth and size within limits. */
export class TreeBuilder {
  flags: PatternFlags = { fold: false, lines: false, dotAll: false, lazy: false }
  readonly #text: string
  readonly #outer: Open[] = []
  #inner: Open
  readonly #groupNames: (string | undefined)[] = [undefined]
  #size = 0
  #taken: Measured | undefined

  constructor(text: string) {
    this.#text = text
    this.#inner = { index: 0, flags: this.flags, options: [], parts: [] }
  }

  character(of: CharacterSet): void {
    const size = of.kind === 'ranges' ? 1 : 4
    this.#push({ node: { kind: 'character', of }, height: 1, size, copies: 1 })
  }

  assert(that: Assertion): void {
    this.#push({ node: { kind: 'assertion', that }, height: 1, size: 1, copies: 1 })
  }

  open(start: Extract<GroupStart, { kind: 'plain' | 'capture' }>): void {
    const index = start.kind === 'capture' ? this.#groupNames.length : 0
    if (start.kind === 'capture') this.#groupNames.push(start.name)
    this.#outer.push(this.#inner)
    this.#inner = { start, index, flags: this.flags, options: [], parts: [] }
    if (start.kind === 'plain') this.flags = start.flags
  }

  close(): void {
    const outer = this.#outer.pop()
    if (outer === undefined) throw new RegexError('unexpected )', this.#text)
    const { index, flags } = this.#inner
    const body = this.#choice()
    this.#size -= body.size
    this.flags = flags
    this.#inner = outer
    if (index === 0) {
      this.#push(body)
      return
    }
    this.#push({
      node: { kind: 'group', index, body: body.node },
      height: body.height + 1,
      size: body.size + 2,
      copies: body.copies,
    })
  }

  nextOption(): void {
    this.#inner.options.push(this.#sequence())
    this.#inner.parts = []
  }

  /** Takes off the part that a repetition is about; undefined where there is none. */
  takeLast(): PatternNode | undefined {
    this.#taken = this.#inner.parts.pop()
    return this.#taken?.node
  }

  /** A repetition of what `takeLast` gave. Throws `tooMany` for too many copies. */
  add(node: Extract<PatternNode, { kind: 'repeat' }>, tooMany: () => Error): void {
    const body = this.#taken as Measured
    const { min, max } = node
    const unending = max === Number.POSITIVE_INFINITY
    const times = unending ? min : max
    const copies = max === 0 ? 1 : Math.max(times, 1) * body.copies
    if ((min >= 2 || (max >= 2 && !unending)) && copies > mostCopies) throw tooMany()
    const size = Math.max(times, 1) * body.size + (unending ? 2 : max - min)
    this.#size -= body.size
    this.#push({ node, height: body.height + 1, size, copies })
  }

  done(): Pattern {
    if (this.#outer.length > 0) throw new RegexError('missing closing )', this.#text)
    const { node, size } = this.#choice()
    return { root: node, groupNames: this.#groupNames, size }
  }

  #push(part: Measured): void {
    this.#inner.parts.push(part)
    this.#size += part.size
    if (part.height > deepest) throw new RegexError('expression nests too deeply', this.#text)
    if (this.#size > largestPattern) throw new RegexError('expression too large', this.#text)
  }

  #sequence(): Measured {
    const { parts } = this.#inner
    const [first] = parts
    if (first === undefined) return { node: { kind: 'empty' }, height: 1, size: 1, copies: 1 }
    if (parts.length === 1) return first
    return together({ kind: 'sequence', parts: parts.map((part) => part.node) }, parts)
  }

  #choice(): Measured {
    const { options } = this.#inner
    const last = this.#sequence()
    if (options.length === 0) return last
    options.push(last)
    return together({ kind: 'choice', options: options.map((option) => option.node) }, options)
  }
}

function together(node: PatternNode, parts: readonly Measured[]): Measured {
  let height = 0
  let size = node.kind === 'choice' ? parts.length - 1 : 0
  let copies = 1
  for (const part of parts) {
    height = Math.max(height, part.height)
    size += part.size
    copies = Math.max(copies, part.copies)
  }
  return { node, height: height + 1, size, copies }
}
