import type { CallExprDraft } from './draft.ts'

/** Makes names for variables that no text was written for, and knows how variables that got a new name were written. */
export class NameSource {
  /** By generated name: the name in the text. */
  readonly written = new Map<string, string>()
  /** By generated name: the call whose result it is. */
  readonly calls = new Map<string, CallExprDraft>()
  readonly #prefix: string
  readonly #taken = new Set<string>()
  #next = 0

  constructor(prefix = '__local') {
    this.#prefix = prefix
  }

  /** A name of the text that could be taken for a generated one. */
  reserve(name: string): void {
    this.#taken.add(name)
  }

  generate(): string {
    for (;;) {
      const name = `${this.#prefix}${this.#next++}__`
      if (!this.#taken.has(name)) return name
    }
  }

  /** A new name for a variable of the text. */
  rename(name: string): string {
    const made = this.generate()
    this.written.set(made, name)
    return made
  }

  /** The name in the text. */
  original(name: string): string {
    return this.written.get(name) ?? name
  }
}

export function isGenerated(name: string): boolean {
  return name.startsWith('__local')
}

/** Of `_`. */
export function isWildcard(name: string): boolean {
  return name.startsWith('$')
}
