import type { DraftTerm } from '../draft/draft.ts'
import { printDraft } from '../draft/print-draft.ts'
import { addVariables, patternVariables } from '../draft/variables.ts'
import { areBound, type IsBound, isHeadBound } from './bound-terms.ts'

/** The variables that are bound after `left = right`, of those that are not bound before. */
export function unifiedVariables(
  left: DraftTerm,
  right: DraftTerm,
  isBound: IsBound,
): ReadonlySet<string> {
  const unifier = new Unifier(isBound)
  unifier.unify(left, right)
  return unifier.unified
}

class Unifier {
  readonly unified = new Set<string>()
  readonly #isBound: IsBound
  /** By variable: what it waits for. */
  readonly #waiting = new Map<string, Set<string>>()
  /** By variable: who waits for it. */
  readonly #awaited = new Map<string, Set<string>>()

  constructor(isBound: IsBound) {
    this.#isBound = isBound
  }

  unify(left: DraftTerm, right: DraftTerm): void {
    if (left.kind === 'var') this.#unifyVariable(left.name, right)
    else if (right.kind === 'var') this.#unifyVariable(right.name, left)
    else if (left.kind === 'array' && right.kind === 'array') {
      if (left.items.length !== right.items.length) return
      for (const [i, item] of left.items.entries()) {
        const other = right.items[i]
        if (other !== undefined) this.unify(item, other)
      }
    } else if (left.kind === 'object' && right.kind === 'object') {
      const others = new Map(right.entries.map(([key, value]) => [printDraft(key), value]))
      const own = new Map(left.entries.map(([key, value]) => [printDraft(key), value]))
      if (own.size !== others.size) return
      for (const [key, value] of own) {
        const other = others.get(key)
        if (other !== undefined) this.unify(value, other)
      }
    } else {
      if (this.#isKnown(left)) this.#bindPattern(right)
      if (this.#isKnown(right)) this.#bindPattern(left)
    }
  }

  /** Whether the term has a value of its own that a pattern can be held against. */
  #isKnown(term: DraftTerm): boolean {
    switch (term.kind) {
      case 'ref':
        return isHeadBound(term, this.#isBound)
      case 'call':
        return areBound(term, this.#isBound)
      case 'comprehension':
        return true
      default:
        return false
    }
  }

  #unifyVariable(name: string, other: DraftTerm): void {
    switch (other.kind) {
      case 'var':
        if (this.#isSettled(other.name)) this.#bind(name)
        else if (this.#isSettled(name)) this.#bind(other.name)
        else {
          this.#wait(name, other.name)
          this.#wait(other.name, name)
        }
        return
      case 'array':
      case 'object':
        this.#unifyPattern(name, other)
        return
      case 'ref':
      case 'call':
        if (this.#isKnown(other)) this.#bind(name)
        return
      default:
        this.#bind(name)
    }
  }

  #unifyPattern(name: string, pattern: DraftTerm): void {
    if (this.#isSettled(name)) {
      this.#bindPattern(pattern)
      return
    }
    const missing = new Set<string>()
    addVariables(pattern, patternVariables, (inner) => {
      if (!this.#isSettled(inner)) missing.add(inner)
    })
    if (missing.size === 0) this.#bind(name)
    for (const inner of missing) this.#wait(name, inner)
  }

  #bindPattern(pattern: DraftTerm): void {
    if (pattern.kind !== 'array' && pattern.kind !== 'object') return
    addVariables(pattern, patternVariables, (name) => this.#bind(name))
  }

  #isSettled(name: string): boolean {
    return this.#isBound(name) || this.unified.has(name)
  }

  #bind(first: string): void {
    const pending = [first]
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      this.unified.add(name)
      pending.push(...(this.#waiting.get(name) ?? []))
      this.#waiting.delete(name)
      for (const waiter of this.#awaited.get(name) ?? []) {
        const missing = this.#waiting.get(waiter)
        if (missing?.delete(name) && missing.size === 0) pending.push(waiter)
      }
      this.#awaited.delete(name)
    }
  }

  #wait(name: string, other: string): void {
    addTo(this.#waiting, name, other)
    addTo(this.#awaited, other, name)
  }
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, new Set([value]))
  else known.add(value)
}
