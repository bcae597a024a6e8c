import { SeededRandom } from './seeded-random.ts'

/** A program made up for comparison, with what it is asked about. */
export interface RandomProgram {
  readonly module: string
  readonly input: unknown
  readonly data: unknown
}

/** Rules known so far: later rules may ask earlier ones, so that none is recursive. */
interface Known {
  readonly name: string
  readonly kind: 'complete' | 'set' | 'object' | 'function'
}

const strings = ['a', 'b', 'c', 'ab', '', 'é', '1']
const constants = [1, 2, 0, 1.5, true, false, null, ...strings]
const fields = ['a', 'b', 'c', 'xs', 'm']

/** Makes a program that compiles: every variable is bound, no rule asks itself. */
export function randomProgram(seed: number): RandomProgram {
  return new Maker(seed).make()
}

class Maker {
  readonly #random: SeededRandom
  readonly #rules: Known[] = []
  #variables = 0

  constructor(seed: number) {
    this.#random = new SeededRandom(seed)
  }

  make(): RandomProgram {
    const count = 2 + this.#random.below(4)
    const rules = Array.from({ length: count }, (_, i) => this.#group(`r${i}`))
    return {
      module: ['package test', 'import rego.v1', ...rules.flat(), ''].join('\n\n'),
      input: { a: this.#json(2), b: this.#json(1), xs: this.#list(2), m: this.#map(2) },
      data: { k: constants, base: { a: this.#json(2), xs: this.#list(2), m: this.#map(2) } },
    }
  }

  /** One to three rules of a name. */
  #group(name: string): string[] {
    const kind = this.#random.pick(['complete', 'complete', 'set', 'object', 'function'] as const)
    const made: string[] = []
    const count = 1 + this.#random.below(3)
    if (kind === 'complete' && this.#random.chance(0.4))
      made.push(`default ${name} := ${this.#literal()}`)
    // One value for all, most of the time: else nearly every program ends in a conflict.
    const value = this.#random.chance(0.8) ? this.#constant() : undefined
    for (let i = 0; i < count; i++) made.push(this.#rule(name, kind, value))
    this.#rules.push({ name, kind })
    return made
  }

  #rule(name: string, kind: Known['kind'], value: string | undefined): string {
    const bound: string[] = []
    const param = this.#variable()
    if (kind === 'function') bound.push(param)
    const body = this.#body(bound, 1 + this.#random.below(4))
    const term = () => this.#term(bound)
    const lines = body.map((line) => `\t${line}`).join('\n')
    const head = {
      complete: `${name} := ${value ?? term()}`,
      set: `${name} contains ${term()}`,
      object: `${name}[${term()}] := ${value ?? term()}`,
      function: `${name}(${param}) := ${value ?? term()}`,
    }[kind]
    const rule = `${head} if {\n${lines}\n}`
    if ((kind !== 'complete' && kind !== 'function') || !this.#random.chance(0.25)) return rule
    const otherBound = kind === 'function' ? [param] : []
    const other = this.#body(otherBound, 2)
      .map((line) => `\t${line}`)
      .join('\n')
    return `${rule} else := ${value ?? this.#constant()} if {\n${other}\n}`
  }

  /** Lines that bind and test; what they bind is added to the list. */
  #body(bound: string[], lines: number): string[] {
    return Array.from({ length: lines }, () => this.#line(bound))
  }

  #line(bound: string[]): string {
    const { pick, chance } = this.#tools()
    const collection = () => this.#collection(bound)
    const term = () => this.#term(bound)
    switch (this.#random.below(15)) {
      case 0:
        return this.#binding(bound, (name) => `${name} := ${term()}`)
      case 1:
        return this.#binding(bound, (name) => `some ${name} in ${collection()}\n\t${name} != 99`)
      case 2: {
        const key = this.#variable()
        const line = this.#binding(
          bound,
          (name) => `some ${key}, ${name} in ${collection()}\n\t[${key}, ${name}] != 99`,
        )
        bound.push(key)
        return line
      }
      case 3:
        return `${term()} ${pick(['==', '!=', '<', '<=', '>', '>='])} ${term()}`
      case 4:
        return `not ${this.#test(bound)}`
      case 5: {
        const name = this.#variable()
        return `every ${name} in ${collection()} { ${name} != 99; ${this.#test([...bound, name])} }`
      }
      case 6:
        return `${collection()}[_] == ${term()}`
      case 7:
        return this.#binding(bound, (name) => `${name} = ${collection()}[_]`)
      case 8: {
        const other = this.#variable()
        const line = this.#binding(bound, (name) => `[${name}, ${other}] = [${term()}, ${term()}]`)
        bound.push(other)
        return line
      }
      case 9:
        return this.#binding(bound, (name) => `${name} := ${this.#comprehension(bound)}`)
      case 10:
        return `${this.#test(bound)} with input as ${JSON.stringify({ a: this.#json(1), xs: this.#list(1) })}`
      case 11:
        return `${this.#test(bound)} with input.${pick(fields)} as ${this.#constant()}`
      case 12: {
        const key = this.#variable()
        const line = this.#binding(
          bound,
          (name) => `some ${key}\n\t${name} := ${collection()}[${key}]`,
        )
        bound.push(key)
        return line
      }
      case 13:
        return chance(0.5) ? `${term()} in ${collection()}` : this.#test(bound)
      default:
        return this.#test(bound)
    }
  }

  /** An expression that binds nothing. */
  #test(bound: readonly string[]): string {
    const term = () => this.#term(bound)
    switch (this.#random.below(7)) {
      case 0:
        return `${term()} == ${term()}`
      case 1:
        return `count(${this.#collection(bound)}) ${this.#random.pick(['>', '==', '<='])} ${this.#random.below(4)}`
      case 2:
        return `startswith(${term()}, ${JSON.stringify(this.#random.pick(strings))})`
      case 3:
        return `${term()} in ${this.#collection(bound)}`
      case 4:
        return this.#reference(bound)
      case 5:
        return `is_${this.#random.pick(['string', 'number', 'array', 'object', 'set', 'boolean'])}(${term()})`
      default:
        return `${this.#collection(bound)}[${term()}]`
    }
  }

  #binding(bound: string[], line: (name: string) => string): string {
    const name = this.#variable()
    const text = line(name)
    bound.push(name)
    return text
  }

  #variable(): string {
    return `v${this.#variables++}`
  }

  #term(bound: readonly string[]): string {
    switch (this.#random.below(9)) {
      case 0:
      case 1:
      case 2:
        return bound.length > 0 ? this.#random.pick(bound) : this.#constant()
      case 3:
      case 4:
        return this.#constant()
      case 5:
        return `[${this.#reference(bound)}, ${bound[0] ?? 1}]`
      case 6:
        return `{${JSON.stringify(this.#random.pick(fields))}: ${this.#reference(bound)}}`
      default:
        return this.#reference(bound)
    }
  }

  #reference(bound: readonly string[]): string {
    const rule =
      this.#rules.length > 0 && this.#random.chance(0.4)
        ? this.#random.pick(this.#rules)
        : undefined
    if (rule?.kind === 'function') return `${rule.name}(${bound[0] ?? this.#constant()})`
    if (rule !== undefined) return rule.name
    const root = this.#random.pick(['input', 'data.base'])
    const field = this.#random.pick(fields)
    return this.#random.chance(0.3)
      ? `${root}.${field}.${this.#random.pick(fields)}`
      : `${root}.${field}`
  }

  #collection(bound: readonly string[]): string {
    switch (this.#random.below(5)) {
      case 0:
        return `[${this.#constant()}, ${bound[0] ?? this.#constant()}, ${this.#constant()}]`
      case 1:
        return `{${this.#constant()}, ${this.#constant()}}`
      case 2:
        return this.#comprehension(bound)
      default:
        return this.#reference(bound)
    }
  }

  #comprehension(bound: readonly string[]): string {
    const name = this.#variable()
    const inner = [...bound, name]
    const from = `some ${name} in ${this.#reference(bound)}`
    const test = this.#test(inner)
    switch (this.#random.below(3)) {
      case 0:
        return `[${name} | ${from}; ${test}]`
      case 1:
        return `{${name} | ${from}; ${test}}`
      default:
        return `{${name}: 1 | ${from}; ${test}}`
    }
  }

  #constant(): string {
    // The type checker knows what a literal is, and refuses what cannot be; of data it knows nothing.
    return this.#random.chance(0.25)
      ? this.#literal()
      : `data.k[${this.#random.below(constants.length)}]`
  }

  #literal(): string {
    return JSON.stringify(this.#scalar())
  }

  #scalar(): unknown {
    return this.#random.pick(constants)
  }

  #json(depth: number): unknown {
    if (depth === 0 || this.#random.chance(0.3)) return this.#scalar()
    return this.#random.chance(0.5) ? this.#list(depth - 1) : this.#map(depth - 1)
  }

  #list(depth: number): unknown[] {
    return Array.from({ length: this.#random.below(4) }, () => this.#json(depth))
  }

  #map(depth: number): { [key: string]: unknown } {
    const made: { [key: string]: unknown } = {}
    for (let i = this.#random.below(4); i > 0; i--)
      made[this.#random.pick(fields)] = this.#json(depth)
    return made
  }

  #tools() {
    const random = this.#random
    return {
      pick: <Item>(items: readonly Item[]) => random.pick(items),
      chance: (probability: number) => random.chance(probability),
    }
  }
}
