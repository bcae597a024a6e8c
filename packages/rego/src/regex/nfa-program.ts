import { CharacterTest } from './character-test.ts'
import type { Assertion, CharacterSet, PatternNode } from './pattern-node.ts'

/** One step of a matcher; numbers are positions in the program. */
export type Instruction =
  | { readonly op: 'character'; readonly test: CharacterTest; next: number }
  /** `next` before `other`. */
  | { readonly op: 'split'; next: number; other: number }
  | { readonly op: 'save'; readonly slot: number; next: number }
  | { readonly op: 'assert'; readonly that: Assertion; next: number }
  | { readonly op: 'match' }

/** A pattern as a non-deterministic automaton. Starts at 0. */
export type NfaProgram = readonly Instruction[]

/** `groups`: whether the positions of groups are to be kept, two slots for each. */
export function compileNfa(root: PatternNode, groups: boolean): NfaProgram {
  const compiler = new Compiler(groups)
  return compiler.finish(root)
}

/** Written from the end of the pattern to its start, so that what comes next is always known. */
class Compiler {
  readonly #groups: boolean
  /** Backwards: position 0 is the last instruction. */
  readonly #code: Instruction[] = [{ op: 'match' }]
  readonly #tests = new Map<CharacterSet, CharacterTest>()

  constructor(groups: boolean) {
    this.#groups = groups
  }

  finish(root: PatternNode): NfaProgram {
    let start = this.#write(root, 0)
    // The start must be the last one written to become position 0.
    if (start !== this.#code.length - 1)
      start = this.#push({ op: 'split', next: start, other: start })
    const last = this.#code.length - 1
    for (const instruction of this.#code) {
      if (instruction.op !== 'match') instruction.next = last - instruction.next
      if (instruction.op === 'split') instruction.other = last - instruction.other
    }
    return this.#code.reverse()
  }

  #push(instruction: Instruction): number {
    return this.#code.push(instruction) - 1
  }

  /** Gives where the node starts; after it the match goes on at `next`. */
  #write(node: PatternNode, next: number): number {
    switch (node.kind) {
      case 'empty':
        return next
      case 'character':
        return this.#push({ op: 'character', test: this.#test(node.of), next })
      case 'assertion':
        return this.#push({ op: 'assert', that: node.that, next })
      case 'sequence':
        return node.parts.reduceRight((after, part) => this.#write(part, after), next)
      case 'choice':
        return node.options
          .map((option) => this.#write(option, next))
          .reduceRight((other, option) => this.#push({ op: 'split', next: option, other }))
      case 'group': {
        if (!this.#groups) return this.#write(node.body, next)
        const slot = 2 * node.index
        const close = this.#push({ op: 'save', slot: slot + 1, next })
        return this.#push({ op: 'save', slot, next: this.#write(node.body, close) })
      }
      case 'repeat':
        return this.#writeRepeat(node, next)
    }
  }

  #writeRepeat(node: Extract<PatternNode, { kind: 'repeat' }>, next: number): number {
    const { body, min, max, greedy } = node
    let after = next
    let times = min
    if (max === Number.POSITIVE_INFINITY) {
      after = this.#writeLoop(node, next)
      if (times > 0) times--
    } else {
      // x{2,5} is xx(x(x(x)?)?)?
      for (let i = min; i < max; i++) after = this.#split(this.#write(body, after), next, greedy)
    }
    for (let i = 0; i < times; i++) after = this.#write(body, after)
    return after
  }

  /** The last round and all after it: of `x+` where there is one at least, of `x*` where not. */
  #writeLoop(node: Extract<PatternNode, { kind: 'repeat' }>, next: number): number {
    const { body, min, greedy } = node
    const loop = { op: 'split' as const, next: -1, other: -1 }
    const again = this.#push(loop)
    const start = this.#write(body, again)
    loop.next = greedy ? start : next
    loop.other = greedy ? next : start
    if (min > 0) return start
    // A body that can match nothing must be tried before it is left: x* is (x+)?
    return canBeEmpty(body) ? this.#split(start, next, greedy) : again
  }

  #split(body: number, next: number, greedy: boolean): number {
    return this.#push(
      greedy ? { op: 'split', next: body, other: next } : { op: 'split', next, other: body },
    )
  }

  #test(set: CharacterSet): CharacterTest {
    const known = this.#tests.get(set)
    if (known !== undefined) return known
    const test = new CharacterTest(set)
    this.#tests.set(set, test)
    return test
  }
}

function canBeEmpty(node: PatternNode): boolean {
  switch (node.kind) {
    case 'empty':
    case 'assertion':
      return true
    case 'character':
      return false
    case 'sequence':
      return node.parts.every(canBeEmpty)
    case 'choice':
      return node.options.some(canBeEmpty)
    case 'group':
      return canBeEmpty(node.body)
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.body)
  }
}
