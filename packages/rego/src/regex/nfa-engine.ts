import { assertionHolds } from './assertion-holds.ts'
import { compileNfa, type NfaProgram } from './nfa-program.ts'
import type { Pattern } from './pattern-node.ts'
import type { Match, Work } from './regex.ts'

/**
 * Matches with an automaton that follows all ways at once: time in proportion to the text times the size of
 * the pattern at worst, and every step is counted.
 */
export class NfaEngine {
  readonly #pattern: Pattern
  #tester: NfaSearch | undefined
  #finder: NfaSearch | undefined

  constructor(pattern: Pattern) {
    this.#pattern = pattern
  }

  test(text: string, work: Work): boolean {
    this.#tester ??= new NfaSearch(compileNfa(this.#pattern.root, false))
    return this.#tester.run(text, 0, work, true) !== undefined
  }

  find(text: string, from: number, work: Work): Match | undefined {
    this.#finder ??= new NfaSearch(compileNfa(this.#pattern.root, true))
    const slots = this.#finder.run(text, from, work, false)
    if (slots === undefined) return undefined
    const groups = this.#pattern.groupNames.map((_, i) => {
      const start = slots[2 * i]
      return start === undefined ? undefined : text.slice(start, slots[2 * i + 1])
    })
    return { start: slots[0] ?? 0, end: slots[1] ?? 0, groups }
  }
}

/** Positions in the text: start and end of the match, then of each group. Never written to once shared. */
type Slots = readonly (number | undefined)[]

const stepsPerUnit = 8
/** Counted so often that a limit is never far behind. */
const stepsBetweenCounts = 4096

/** The ways that are open at one place in the text, the preferred ones first. */
class Ways {
  readonly at: Int32Array
  readonly slots: Slots[] = []
  length = 0
  readonly #seen: Int32Array
  #round = 0

  constructor(size: number) {
    this.at = new Int32Array(size)
    this.#seen = new Int32Array(size)
  }

  clear(): void {
    this.length = 0
    this.#round++
    if (this.#round === 0x7fffffff) {
      this.#seen.fill(0)
      this.#round = 1
    }
  }

  /** False: it was there already. */
  enter(at: number): boolean {
    if (this.#seen[at] === this.#round) return false
    this.#seen[at] = this.#round
    return true
  }

  add(at: number, slots: Slots): void {
    this.at[this.length] = at
    this.slots[this.length] = slots
    this.length++
  }
}

class NfaSearch {
  readonly #program: NfaProgram
  #now: Ways
  #next: Ways
  /** Positions in the program yet to be entered, and what is to be kept with them. */
  readonly #pendingAt: number[] = []
  readonly #pendingSlots: Slots[] = []
  #steps = 0

  constructor(program: NfaProgram) {
    this.#program = program
    this.#now = new Ways(program.length)
    this.#next = new Ways(program.length)
  }

  /** The slots of the first match, the leftmost one; with `any` of some match, whichever is found first. */
  run(text: string, from: number, work: Work, any: boolean): Slots | undefined {
    let found: Slots | undefined
    this.#now.clear()
    for (let at = from; ; ) {
      if (found === undefined) this.#enter(this.#now, 0, [at], text, at)
      else if (this.#now.length === 0) break
      const codePoint = text.codePointAt(at)
      const after = at + (codePoint === undefined ? 1 : codePoint > 0xffff ? 2 : 1)
      this.#next.clear()
      found = this.#step(text, at, after, codePoint) ?? found
      this.#count(work, stepsBetweenCounts)
      if (codePoint === undefined || (any && found !== undefined)) break
      const passed = this.#now
      this.#now = this.#next
      this.#next = passed
      at = after
    }
    this.#count(work, 0)
    return found
  }

  /** Goes on with every way by one character. Gives the slots where one of them has matched. */
  #step(text: string, at: number, after: number, codePoint: number | undefined): Slots | undefined {
    const now = this.#now
    for (let i = 0; i < now.length; i++) {
      this.#steps++
      const instruction = this.#program[now.at[i] as number]
      const slots = now.slots[i] as Slots
      if (instruction?.op === 'match') {
        // The ways after this one are less preferred.
        return withSlot(slots, 1, at)
      }
      if (codePoint === undefined || instruction?.op !== 'character') continue
      if (instruction.test.has(codePoint)) {
        this.#enter(this.#next, instruction.next, slots, text, after)
      }
    }
    return undefined
  }

  /** Adds a way, and all that it leads to without a character. */
  #enter(ways: Ways, start: number, startSlots: Slots, text: string, at: number): void {
    const pendingAt = this.#pendingAt
    const pendingSlots = this.#pendingSlots
    pendingAt.push(start)
    pendingSlots.push(startSlots)
    for (;;) {
      const position = pendingAt.pop()
      const slots = pendingSlots.pop()
      if (position === undefined || slots === undefined) return
      this.#steps++
      if (!ways.enter(position)) continue
      const instruction = this.#program[position]
      if (instruction === undefined) continue
      switch (instruction.op) {
        case 'split':
          pendingAt.push(instruction.other, instruction.next)
          pendingSlots.push(slots, slots)
          break
        case 'save':
          this.#steps += slots.length
          pendingAt.push(instruction.next)
          pendingSlots.push(withSlot(slots, instruction.slot, at))
          break
        case 'assert':
          if (assertionHolds(instruction.that, text, at)) {
            pendingAt.push(instruction.next)
            pendingSlots.push(slots)
          }
          break
        default:
          ways.add(position, slots)
      }
    }
  }

  #count(work: Work, above: number): void {
    if (this.#steps <= above) return
    const units = Math.ceil(this.#steps / stepsPerUnit)
    this.#steps = 0
    work.spend(units)
  }
}

function withSlot(slots: Slots, slot: number, at: number): Slots {
  const changed = slots.slice()
  changed[slot] = at
  return changed
}
