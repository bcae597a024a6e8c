import type { Operand, Plan, Read, Statement } from '../plan/rir.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'
import { isInline, literal } from './inline-constant.ts'
import { inputReader } from './input-reader.ts'
import { isPlainName, ownStep } from './own-step.ts'
import { quoteText } from './quote-text.ts'
import { unitsOfMaking } from './units-of-making.ts'

/** What a statement does when it fails or the body it ends has an answer: JavaScript statements. */
export interface Exits {
  readonly fail: string
  readonly succeed: string
  readonly answer?: (statement: Statement & { do: 'answer' }) => string
}

/** Sets up to this size are compared member by member. */
const fewMembers = 4

const tests: { readonly [by: string]: string } = {
  lt: '< 0',
  lte: '<= 0',
  gt: '> 0',
  gte: '>= 0',
}

/** Writes statements and readings as JavaScript. */
export class Writer {
  readonly builtins: string[] = []
  readonly sites: unknown[] = []
  readonly #constants: readonly Value[]
  readonly #plan: Plan
  readonly #tables: string[] = []
  readonly #readers = new Set<number>()
  readonly #numbers: Map<string, number>
  readonly #defined = new Set<string>()
  readonly #usedConstants = new Set<number>()
  #labels = 0

  constructor(plan: Plan, numbers: Map<string, number>) {
    this.#plan = plan
    this.#numbers = numbers
    this.#constants = plan.constants
  }

  /** Declarations that the functions need. */
  prologue(): string[] {
    const named = ['proto', 'root', 'vet', 'step', 'equal', 'compare', 'member']
    return [
      `const { ${named.join(', ')} } = R`,
      ...this.builtins.map((_, i) => `const B${i} = B[${i}]`),
      ...[...this.#usedConstants].map((i) => `const K${i} = K[${i}]`),
      ...this.#tables,
    ]
  }

  numberOf(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(name, number)
    return number
  }

  /** The function is in this chunk. */
  define(name: string): void {
    this.#defined.add(name)
  }

  /** A function, in this chunk or another one. */
  fn(name: string): string {
    return this.#defined.has(name) ? name : `F[${this.numberOf(name)}]`
  }

  table(line: string): void {
    this.#tables.push(line)
  }

  site(site: unknown): string {
    return `S[${this.sites.push(site) - 1}]`
  }

  operand(operand: Operand): string {
    if (operand.at === 'local') return `v${operand.id}`
    const value = this.#constants[operand.index] as Value
    if (isInline(value)) return literal(value)
    this.#usedConstants.add(operand.index)
    return `K${operand.index}`
  }

  context(id: number): string {
    return id === 0 ? 'c' : `c${id}`
  }

  block(statements: readonly Statement[], exits: Exits): string[] {
    return statements.flatMap((statement) => this.#statement(statement, exits))
  }

  read(read: Read): string {
    switch (read.read) {
      case 'input': {
        return `${this.#inputReader(read)}(${this.context(read.context)})`
      }
      case 'base':
        return `R.base(${this.context(read.context)}, ${read.slot}, ${this.#path(read.path)})`
      case 'unit':
        return `${this.#unit(read.unit)}(${this.context(read.context)})`
      case 'item':
        return `vet(${this.operand(read.of)}[${read.index}])`
      case 'step':
        return this.#step(read)
      case 'document':
        return `R.openDocument(${this.context(read.context)}, ${read.node})`
      case 'document-step':
        return `R.documentStep(${this.operand(read.of)}, ${this.operand(read.key)})`
      case 'force':
        return `R.forceDocument(${this.operand(read.of)})`
      case 'array':
        return `[${this.#list(read.items)}]`
      case 'set':
        return `R.RegoSet.from([${this.#list(read.items)}])`
      case 'object':
        return this.#object(read.entries)
      case 'call': {
        const { unit, context, args, mockable } = read
        const direct = (c: string) =>
          `${this.#unit(unit)}(${[c, ...args.map((arg) => this.operand(arg))].join(', ')})`
        if (!mockable) return direct(this.context(context))
        const name = `data.${this.#plan.units[unit]?.path.join('.')}`
        return `R.callReplaced(${this.context(context)}, ${quoteText(name)}, [${this.#list(args)}], (c) => ${direct('c')})`
      }
      case 'builtin':
        throw new Error('a built-in is called by a statement of its own')
    }
  }

  /** A function that reads a fixed path of the input. */
  #inputReader({ path, slot }: Read & { read: 'input' }): string {
    if (!this.#readers.has(slot)) {
      this.#readers.add(slot)
      // What is read at one place alone need not be remembered.
      this.#tables.push(inputReader(slot, path, this.#plan.readings[slot] !== 1))
    }
    return `input${slot}`
  }

  /** A path as a constant of the code. */
  #path(path: readonly (string | number)[]): string {
    const name = `path${this.#tables.length}`
    this.#tables.push(`const ${name} = ${quoteText(path)}`)
    return name
  }

  /** A literal where all keys are constant texts. Security: `__proto__` in a literal would be a prototype. */
  #object(entries: readonly (readonly [Operand, Operand])[]): string {
    const names = entries.map(([key]) =>
      key.at === 'constant' ? this.#constants[key.index] : undefined,
    )
    const isPlain = names.every((name) => typeof name === 'string' && name !== '__proto__')
    if (isPlain && new Set(names).size === names.length) {
      const parts = entries.map(
        ([, value], i) => `${quoteText(names[i] as string)}: ${this.operand(value)}`,
      )
      return `{ ${parts.join(', ')} }`
    }
    return `R.objectFrom([${entries.map((entry) => `[${this.#list(entry)}]`).join(', ')}])`
  }

  #list(operands: readonly Operand[]): string {
    return operands.map((operand) => this.operand(operand)).join(', ')
  }

  #step({ of, key, base }: Read & { read: 'step' }): string {
    const from = this.operand(of)
    const at = this.operand(key)
    if (base) return `R.stepBase(${from}, ${at})`
    if (key.at !== 'constant' || of.at === 'constant') return `step(${from}, ${at})`
    const name = this.#constants[key.index]
    if (typeof name !== 'string' || !isPlainName(name)) return `step(${from}, ${at})`
    return ownStep(from, name, (value) => `vet(${value})`)
  }

  #statement(statement: Statement, exits: Exits): string[] {
    const { fail } = exits
    switch (statement.do) {
      case 'mark':
        return []
      case 'fail':
        return [`${fail};`]
      case 'conflict':
        return [`q.conflict(${quoteText(statement.reason)}, ${this.site(statement.location)});`]
      case 'succeed':
        return [`${exits.succeed};`]
      case 'answer':
        return [`${exits.answer?.(statement) ?? ''};`]
      case 'let':
        return this.#let(statement, fail)
      case 'true':
        if (statement.of.at === 'constant') {
          return this.#constants[statement.of.index] === false ? [`${fail};`] : []
        }
        return [`if (${this.operand(statement.of)} === false) ${fail};`]
      case 'compare':
        return [`if (!(${this.#compare(statement)})) ${fail};`]
      case 'member':
        return [`if (!${this.#member(statement)}) ${fail};`]
      case 'shape':
        return [`if (!(${this.#shape(statement)})) ${fail};`]
      case 'scan':
        return this.#scan(statement, exits)
      case 'relation':
        return this.#relation(statement, exits)
      case 'not': {
        const label = this.#label()
        const body = this.block(statement.body, { fail: `break ${label}`, succeed: fail })
        return [`${label}: {`, ...body, '}']
      }
      case 'any':
        return this.#any(statement, fail)
      case 'collect':
        return this.#collect(statement)
      case 'gather':
        return [`${this.#gather(statement)};`]
      case 'with':
        return this.#with(statement)
    }
  }

  #let({ local, from }: Statement & { do: 'let' }, fail: string): string[] {
    const name = `v${local}`
    const unless = `if (${name} === undefined) ${fail};`
    if (from.read === 'builtin') return [...this.#builtin(name, from), unless]
    const line = `const ${name} = ${this.read(from)};`
    const units = unitsOfMaking(from)
    return units > 0 ? [`q.fuel -= ${units};`, line] : [line, unless]
  }

  #builtin(name: string, read: Read & { read: 'builtin' }): string[] {
    const code = `B${this.#builtinNumber(read.name)}`
    const site = this.site({ name: read.name, location: read.location })
    const call = (c: string) =>
      `${code}(${[`${c}.q`, ...read.args.map((arg) => this.operand(arg))].join(', ')})`
    const context = this.context(read.context)
    const run = read.mockable
      ? `R.callReplaced(${context}, ${quoteText(read.name)}, [${this.#list(read.args)}], (c) => ${call('c')})`
      : call(context)
    return [`let ${name}; try { ${name} = ${run} } catch (e) { ${name} = q.failed(e, ${site}) }`]
  }

  #builtinNumber(name: string): number {
    const known = this.builtins.indexOf(name)
    return known >= 0 ? known : this.builtins.push(name) - 1
  }

  /** Of a few constants each is compared; a constant in an array is found by identity. */
  #member({ item, of }: Statement & { do: 'member' }): string {
    const sought = this.operand(item)
    const members = this.#fewMembers(of)
    if (members !== undefined) {
      return `(${members.map((member) => `${sought} === ${literal(member)}`).join(' || ')})`
    }
    return `${this.#isPrimitive(item) ? 'R.memberPrimitive' : 'member'}(${sought}, ${this.operand(of)})`
  }

  /** The members of a small constant set that has nothing but texts, truth values and null. */
  #fewMembers(of: Operand): readonly Value[] | undefined {
    if (of.at !== 'constant') return undefined
    const value = this.#constants[of.index]
    if (!(value instanceof RegoSet) || value.size === 0 || value.size > fewMembers) return undefined
    const members = value.sorted()
    return members.every((member) => isInline(member) && typeof member !== 'number')
      ? members
      : undefined
  }

  #compare({ by, left, right }: Statement & { do: 'compare' }): string {
    const a = this.operand(left)
    const b = this.operand(right)
    if (by !== 'equal' && by !== 'neq') return `compare(${a}, ${b}) ${tests[by]}`
    const identity = this.#isPrimitive(left) || this.#isPrimitive(right)
    if (identity) return by === 'equal' ? `${a} === ${b}` : `${a} !== ${b}`
    return by === 'equal' ? `equal(${a}, ${b})` : `!equal(${a}, ${b})`
  }

  /** A constant that equals another value exactly where it is identical to it. */
  #isPrimitive(operand: Operand): boolean {
    if (operand.at !== 'constant') return false
    const value = this.#constants[operand.index]
    return (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'boolean' ||
      Number.isSafeInteger(value)
    )
  }

  #shape({ of, shape, size }: Statement & { do: 'shape' }): string {
    const value = this.operand(of)
    if (shape === 'array') return `Array.isArray(${value}) && ${value}.length === ${size}`
    return shape === 'object' ? `R.isObjectOf(${value}, ${size})` : `R.isCollection(${value})`
  }

  #scan(statement: Statement & { do: 'scan' }, exits: Exits): string[] {
    const { key, value, ordered, document, body } = statement
    const n = this.#label().slice(1)
    const of = this.operand(statement.of)
    const kind = document ? 'R.documentKeys' : 'R.scanKeys'
    const lines = [`const k${n} = ${kind}(${of}, ${ordered});`]
    const loop = `l${n}`
    if (document) {
      lines.push(`const n${n} = k${n} === undefined ? ${of} : k${n};`)
    } else {
      lines.push(`const n${n} = R.scanValues(${of}, k${n});`)
    }
    lines.push(
      `${loop}: for (let i${n} = 0; i${n} < n${n}.length; i${n}++) {`,
      'if (--q.fuel < 0) q.exhausted();',
    )
    const at = `k${n} === undefined ? i${n} : k${n}[i${n}]`
    if (document) {
      lines.push(
        `const x${n} = ${at}; const y${n} = R.documentStep(${of}, x${n}); if (y${n} === undefined) continue;`,
      )
    } else {
      lines.push(`const y${n} = vet(n${n}[i${n}]); if (y${n} === undefined) continue;`)
    }
    if (key !== undefined) lines.push(`const v${key} = ${document ? `x${n}` : at};`)
    if (value !== undefined) lines.push(`const v${value} = y${n};`)
    lines.push(...this.block(body, { ...exits, fail: `continue ${loop}` }), '}')
    return lines
  }

  #relation(statement: Statement & { do: 'relation' }, exits: Exits): string[] {
    const loop = this.#label()
    const { context, name, args, value, body, location } = statement
    const site = this.site({ name, location })
    const call = `R.relation(${[`${this.context(context)}.q`, site, `E[${this.#relationNumber(name)}]`, ...args.map((arg) => this.operand(arg))].join(', ')})`
    return [
      `${loop}: for (const v${value} of ${call}) {`,
      ...this.block(body, { ...exits, fail: `continue ${loop}` }),
      '}',
    ]
  }

  readonly relations: string[] = []

  #relationNumber(name: string): number {
    const known = this.relations.indexOf(name)
    return known >= 0 ? known : this.relations.push(name) - 1
  }

  #any({ bodies }: Statement & { do: 'any' }, fail: string): string[] {
    const done = this.#label()
    const lines = bodies.flatMap((body) => {
      const label = this.#label()
      return [
        `${label}: {`,
        ...this.block(body, { fail: `break ${label}`, succeed: `break ${done}` }),
        '}',
      ]
    })
    return [`${done}: {`, ...lines, `${fail};`, '}']
  }

  #collect({ local, collects, body }: Statement & { do: 'collect' }): string[] {
    const label = this.#label()
    const made = { array: '[]', set: 'new R.RegoSet()', object: 'new R.ObjectBuilder()' }[collects]
    const name = collects === 'object' ? `g${local}` : `v${local}`
    const block = this.block(body, { fail: `break ${label}`, succeed: '' })
    return [
      `const ${name} = ${made};`,
      `${label}: {`,
      ...block,
      '}',
      ...(collects === 'object' ? [`const v${local} = ${name}.done();`] : []),
    ]
  }

  #gather({ into, collects, key, value, location }: Statement & { do: 'gather' }): string {
    const given = this.operand(value)
    if (collects === 'array') return `v${into}.push(${given})`
    if (collects === 'set') return `v${into}.add(${given})`
    return `R.addEntry(q, g${into}, ${this.operand(key as Operand)}, ${given}, ${this.site(location)})`
  }

  #with({ context, parent, changes }: Statement & { do: 'with' }): string[] {
    const of = (kind: 'input' | 'data') =>
      changes.flatMap((change) =>
        change.change === kind
          ? [`[${quoteText(change.path)}, ${this.operand(change.value)}]`]
          : [],
      )
    const calls = changes.flatMap((change) =>
      change.change === 'call' ? [`[${quoteText(change.target)}, ${this.#mock(change.by)}]`] : [],
    )
    const parts = `{ input: [${of('input')}], data: [${of('data')}], calls: [${calls}] }`
    return [`const ${this.context(context)} = R.changeContext(${this.context(parent)}, ${parts});`]
  }

  #mock(by: { unit: number } | { builtin: string } | { value: Operand }): string {
    if ('unit' in by) return `{ by: 'unit', unit: ${by.unit} }`
    if ('value' in by) return `{ by: 'value', value: ${this.operand(by.value)} }`
    return `{ by: 'builtin', call: (c, a) => B${this.#builtinNumber(by.builtin)}(c.q, ...a) }`
  }

  #unit(id: number): string {
    return this.fn(`u${id}`)
  }

  #label(): string {
    this.#labels++
    return `b${this.#labels}`
  }
}
