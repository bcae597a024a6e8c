import type { Operand } from './rir.ts'

/** The variables that a body has bound so far, with those of the bodies around it. */
export class Scope {
  readonly #bound = new Map<string, Operand>()
  readonly #around: Scope | undefined

  constructor(around?: Scope) {
    this.#around = around
  }

  get(name: string): Operand | undefined {
    return this.#bound.get(name) ?? this.#around?.get(name)
  }

  bind(name: string, operand: Operand): void {
    this.#bound.set(name, operand)
  }

  /** Every bound variable that is visible, the outermost first. */
  all(): (readonly [string, Operand])[] {
    return [...(this.#around?.all() ?? []), ...this.#bound]
  }
}
