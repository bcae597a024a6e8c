import { SeededRandom } from './seeded-random.ts'

/** Several packages made up for comparison, with what they are asked about. */
export interface WideProgram {
  readonly version: 'v0' | 'v1'
  readonly modules: { readonly [name: string]: string }
  readonly input: unknown
  readonly data: unknown
}

type Kind = 'complete' | 'set' | 'object' | 'steps' | 'sets' | 'function' | 'pattern'

interface Known {
  /** As it is written in its own package. */
  readonly name: string
  readonly kind: Kind
  readonly packaged: string
}

const kinds: readonly Kind[] = [
  'complete',
  'set',
  'object',
  'steps',
  'steps',
  'sets',
  'function',
  'pattern',
]
const names = ['a', 'b', 'c', '1', 'x y']
const scalars = ['1', '2', '0', '"a"', '"b"', '"1"', 'true', 'false', 'null', '1.5']
const packages = ['lib', 'lib.deep', 'test']

/**
 * Makes programs of what is seldom in policies: heads with variable steps, patterns as arguments and keys,
 * documents of several packages with variables in the path, `with` on everything, keys of any kind.
 */
export function wideProgram(seed: number): WideProgram {
  return new Maker(seed).make()
}

class Maker {
  readonly #random: SeededRandom
  readonly #rules: Known[] = []
  readonly #version: 'v0' | 'v1'
  #variables = 0
  #packaged = ''

  constructor(seed: number) {
    this.#random = new SeededRandom(seed)
    this.#version = this.#random.chance(0.25) ? 'v0' : 'v1'
  }

  make(): WideProgram {
    const modules: { [name: string]: string } = {}
    let number = 0
    for (const packaged of packages) {
      this.#packaged = packaged
      const count = 1 + this.#random.below(packaged === 'test' ? 4 : 2)
      const groups = Array.from({ length: count }, () => this.#group(`r${number++}`))
      const start =
        this.#version === 'v0'
          ? [`package ${packaged}`, 'import future.keywords.in', 'import future.keywords.every']
          : [`package ${packaged}`]
      modules[`${packaged}.rego`] = [...start, ...groups.flat(), ''].join('\n\n')
    }
    const base = () => ({ a: this.#json(2), b: this.#json(2), m: this.#map(2), xs: this.#list(2) })
    const k = scalars.map((text) => JSON.parse(text))
    return { version: this.#version, modules, input: base(), data: { base: base(), k } }
  }

  #group(name: string): string[] {
    const kind = this.#random.pick(kinds)
    const made: string[] = []
    const value = this.#random.chance(0.7) ? this.#scalar() : undefined
    if (kind === 'complete' && this.#random.chance(0.3)) {
      made.push(`default ${name} ${this.#assign} ${this.#scalar()}`)
    }
    for (let i = 1 + this.#random.below(3); i > 0; i--) made.push(this.#rule(name, kind, value))
    this.#rules.push({ name, kind, packaged: this.#packaged })
    return made
  }

  get #assign(): string {
    return this.#version === 'v0' ? '=' : ':='
  }

  #rule(name: string, kind: Kind, value: string | undefined): string {
    const bound: string[] = []
    let params: string[] = []
    if (kind === 'function') params = [this.#bind(bound)]
    if (kind === 'pattern') params = [this.#pattern(bound), this.#random.pick(['1', '_', '"a"'])]
    const body = Array.from({ length: 1 + this.#random.below(4) }, () => this.#line(bound))
    const term = () => this.#term(bound)
    const given = () => value ?? term()
    const step = () =>
      bound.length > 0 && this.#random.chance(0.7)
        ? `[${this.#random.pick(bound)}]`
        : `[${JSON.stringify(this.#random.pick(names))}]`
    const [head, gives] = {
      complete: [name, given()],
      set: [this.#contains(name, term()), undefined],
      object: [`${name}${step()}`, given()],
      steps: [`${name}${this.#random.pick(['', '.k'])}${step()}${step()}`, given()],
      sets: [this.#contains(`${name}${step()}`, term()), undefined],
      function: [`${name}(${params})`, given()],
      pattern: [`${name}(${params})`, given()],
    }[kind] as [string, string | undefined]
    const assigned = gives === undefined ? '' : ` ${this.#assign} ${gives}`
    const rule = `${head}${assigned} ${this.#block(body)}`
    const hasElse = ['complete', 'function', 'pattern'].includes(kind) && this.#random.chance(0.25)
    if (!hasElse) return rule
    const other = [this.#test(kind === 'function' ? params : [])]
    return `${rule} else ${this.#assign} ${value ?? this.#scalar()} ${this.#block(other)}`
  }

  #block(body: readonly string[]): string {
    const lines = body.map((line) => `\t${line}`).join('\n')
    return `${this.#version === 'v0' ? '' : 'if '}{\n${lines}\n}`
  }

  /** In v0 a set with steps cannot be written without `contains`: an object instead. */
  #contains(place: string, member: string): string {
    if (this.#version === 'v1') return `${place} contains ${member}`
    return place.includes('[') ? `${place}[${member}] = true` : `${place}[${member}]`
  }

  #bind(bound: string[]): string {
    const name = `v${this.#variables++}`
    bound.push(name)
    return name
  }

  /** A pattern that binds; its variables are added once it has been made. */
  #pattern(bound: string[]): string {
    const fresh: string[] = []
    const bind = () => this.#bind(fresh)
    const made = this.#random.pick([
      () => `[${bind()}, ${bind()}]`,
      () => `[${bind()}]`,
      () => `{"a": ${bind()}}`,
      () => `[${bind()}, [${bind()}]]`,
      () => `{"a": ${bind()}, "b": _}`,
      () => `[_, ${bind()}, _]`,
      () => bind(),
    ])()
    bound.push(...fresh)
    return made
  }

  #line(bound: string[]): string {
    const term = () => this.#term(bound)
    const { pick } = this.#tools()
    switch (this.#random.below(16)) {
      case 0: {
        const value = term()
        return `${this.#bind(bound)} := ${value}`
      }
      case 1: {
        const collection = this.#plain()
        const before = bound.length
        const pattern = this.#pattern(bound)
        return `some ${pattern} in ${collection}${used(bound.slice(before))}`
      }
      case 2: {
        const collection = this.#collection(bound)
        const [key, value] = [this.#bind(bound), this.#bind(bound)]
        return `some ${key}, ${value} in ${collection}${used([key, value])}`
      }
      case 3: {
        const value = this.#plain()
        return pick([
          () => `${this.#pattern(bound)} = ${value}`,
          () => `${value} = ${this.#pattern(bound)}`,
        ])()
      }
      case 4: {
        const document = this.#document()
        return `${this.#bind(bound)} = ${document}[${this.#bind(bound)}]`
      }
      case 5: {
        const document = this.#document()
        return `${this.#bind(bound)} = ${document}[${this.#bind(bound)}][${this.#bind(bound)}]`
      }
      case 6: {
        const sets = this.#rules.filter(({ kind }) => kind === 'set')
        if (sets.length === 0) return this.#test(bound)
        const { packaged, name } = pick(sets)
        return `data.${packaged}.${name}[[${this.#bind(bound)}, ${pick(['_', '1', '"a"'])}]]`
      }
      case 7: {
        const document = this.#document()
        const key = term()
        return `${this.#bind(bound)} = ${document}[${key}]`
      }
      case 8: {
        const called = `${this.#expression(bound)} ${this.#with(bound)}`
        return `${this.#bind(bound)} := ${called}`
      }
      case 9:
        return `${this.#test(bound)} ${this.#with(bound)} ${this.#with(bound)}`
      case 10: {
        const value = this.#comprehension(bound)
        return `${this.#bind(bound)} := ${value}`
      }
      case 11: {
        const inner = [...bound]
        const [key, value] = [this.#bind(inner), this.#bind(inner)]
        const collection = this.#collection(bound)
        return `every ${key}, ${value} in ${collection} { [${key}, ${value}] != 99; ${this.#test(inner)} }`
      }
      case 12: {
        const document = this.#expression(bound)
        const path = pick([
          () => this.#bind(bound),
          () => `["a", ${this.#bind(bound)}]`,
          () => `[${this.#bind(bound)}]`,
        ])()
        return `walk(${document}, [${path}, ${this.#bind(bound)}])`
      }
      default:
        return this.#test(bound)
    }
  }

  #test(bound: readonly string[]): string {
    const term = () => this.#term(bound)
    switch (this.#random.below(9)) {
      case 0:
        return `${term()} == ${this.#plain()}`
      case 1: {
        const test = this.#test(bound)
        return test.startsWith('not ') || test.includes('[_]') ? test : `not ${test}`
      }
      case 2:
        return `not ${this.#document()}[${term()}] == ${this.#plain()}`
      case 3:
        return `${this.#document()}[${term()}]`
      case 4:
        return `${term()} in ${this.#collection(bound)}`
      case 5:
        return `count(${this.#comprehension(bound)}) ${this.#random.pick(['>', '==', '<'])} ${this.#random.below(3)}`
      case 6:
        return `${this.#document()}[_][${term()}]`
      case 7:
        return `${term()} != ${term()}`
      default:
        return this.#expression(bound)
    }
  }

  #with(bound: readonly string[]): string {
    const value = () => this.#term(bound)
    const rule = this.#rules.length > 0 ? this.#random.pick(this.#rules) : undefined
    switch (this.#random.below(7)) {
      case 0:
        return `with input as ${value()}`
      case 1:
        return `with input.${this.#random.pick(['a', 'm.b', 'xs'])} as ${value()}`
      case 2:
        return `with data.base.${this.#random.pick(['a', 'm.b', 'xs'])} as ${value()}`
      case 3:
        return `with data.base as ${value()}`
      case 4:
        return `with count as ${this.#random.below(3)}`
      default:
        if (rule === undefined) return `with data.base.b as ${value()}`
        return `with data.${rule.packaged}.${rule.name} as ${value()}`
    }
  }

  #term(bound: readonly string[]): string {
    switch (this.#random.below(10)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return bound.length > 0 ? this.#random.pick(bound) : this.#constant()
      case 4:
      case 5:
        return this.#constant()
      case 6:
        return `[${this.#term(bound)}, ${this.#constant()}]`
      case 7:
        return `{${JSON.stringify(this.#random.pick(names))}: ${this.#term(bound)}}`
      case 8:
        // With several members that are no constants the order in OPA is one of chance.
        return `{${this.#term(bound)}}`
      default:
        return this.#expression(bound)
    }
  }

  #expression(bound: readonly string[]): string {
    const rule = this.#rules.length > 0 ? this.#random.pick(this.#rules) : undefined
    const arg = () => bound[this.#random.below(bound.length)] ?? this.#scalar()
    if (rule?.kind === 'function' && this.#random.chance(0.6)) {
      return `data.${rule.packaged}.${rule.name}(${arg()})`
    }
    if (rule?.kind === 'pattern' && this.#random.chance(0.6)) {
      const given = this.#plain()
      return `data.${rule.packaged}.${rule.name}(${given}, data.k[${this.#random.below(4)}])`
    }
    return this.#document()
  }

  /** What can be looked into. */
  #document(): string {
    const { pick, chance } = this.#tools()
    const rules = this.#rules.filter(({ kind }) => kind !== 'function' && kind !== 'pattern')
    if (rules.length > 0 && chance(0.55)) {
      const rule = pick(rules)
      const name =
        rule.packaged === this.#packaged && chance(0.5)
          ? rule.name
          : `data.${rule.packaged}.${rule.name}`
      return chance(0.25) ? `${name}[data.k[${this.#random.below(scalars.length)}]]` : name
    }
    if (this.#packaged === 'test' && chance(0.2)) return pick(['data.lib', 'data.lib.deep'])
    return this.#plain()
  }

  /** Of this the type checker knows nothing. */
  #plain(): string {
    const { pick, chance } = this.#tools()
    const root = pick(['input', 'data.base'])
    return chance(0.3) ? root : `${root}.${pick(['a', 'b', 'm', 'xs', 'm.a'])}`
  }

  #collection(bound: readonly string[]): string {
    const item = () => this.#term(bound)
    switch (this.#random.below(6)) {
      case 0:
        return `[${item()}, ${item()}]`
      case 1:
        return `{${this.#scalar()}, ${this.#scalar()}}`
      case 2:
        return this.#comprehension(bound)
      default:
        return this.#document()
    }
  }

  #comprehension(outer: readonly string[]): string {
    const bound = [...outer]
    const from = this.#collection(outer)
    const key = this.#bind(bound)
    const value = this.#bind(bound)
    const body = `some ${key}, ${value} in ${from}; [${key}, ${value}] != 99; ${this.#test(bound)}`
    return this.#random.pick([
      `[${value} | ${body}]`,
      `{${value} | ${body}}`,
      `{${key}: ${value} | ${body}}`,
      `[[${key}, ${value}] | ${body}]`,
      `{[${value}]: 1 | ${body}}`,
    ])
  }

  /** The type checker knows what a literal is, and refuses what cannot be; of data it knows nothing. */
  #constant(): string {
    return this.#random.chance(0.2)
      ? this.#scalar()
      : `data.k[${this.#random.below(scalars.length)}]`
  }

  #scalar(): string {
    return this.#random.pick(scalars)
  }

  #json(depth: number): unknown {
    if (depth === 0 || this.#random.chance(0.3)) return JSON.parse(this.#scalar())
    return this.#random.chance(0.5) ? this.#list(depth - 1) : this.#map(depth - 1)
  }

  #list(depth: number): unknown[] {
    return Array.from({ length: this.#random.below(4) }, () => this.#json(depth))
  }

  #map(depth: number): { [key: string]: unknown } {
    const made: { [key: string]: unknown } = {}
    for (let i = this.#random.below(4); i > 0; i--)
      made[this.#random.pick(names)] = this.#json(depth)
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

/** A use of variables that are declared, without which they are refused. */
function used(variables: readonly string[]): string {
  return variables.length === 0 ? '' : `\n\t[${variables}] != 99`
}
