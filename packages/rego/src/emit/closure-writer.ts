import type { Builtin } from '../builtins/builtin.ts'
import type { Change, Operand, Plan, Read, Statement } from '../plan/rir.ts'
import type { ContextChanges } from '../run/change-context.ts'
import type { Context } from '../run/context.ts'
import { documentKeys, documentStep, forceDocument, openDocument } from '../run/documents.ts'
import { library } from '../run/library.ts'
import type { Mock } from '../run/mocks.ts'
import type { Observer } from '../run/observer.ts'
import type { UnitCode } from '../run/runtime.ts'
import { ObjectBuilder, objectFrom } from '../values/objects.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'
import type { Frame } from './frame.ts'
import { unitsOfMaking } from './units-of-making.ts'

/** Runs what is left of a body: true where no other answer is wanted. */
export type Run = (frame: Frame) => boolean
type Get<Result> = (frame: Frame) => Result

const never: Run = () => false

/** Makes closures of statements and readings. A statement is made with what follows it. */
export class ClosureWriter {
  readonly #plan: Plan
  readonly #units: readonly UnitCode[]
  readonly #builtins: ReadonlyMap<string, Builtin>
  readonly #observer: Observer | undefined

  constructor(
    plan: Plan,
    units: readonly UnitCode[],
    builtins: ReadonlyMap<string, Builtin>,
    observer: Observer | undefined,
  ) {
    this.#plan = plan
    this.#units = units
    this.#builtins = builtins
    this.#observer = observer
  }

  /** `end` runs where every statement has succeeded; a block that ends in an action has its own end. */
  block(
    statements: readonly Statement[],
    end: Run = never,
    answer: (statement: Statement & { do: 'answer' }) => Run = () => never,
  ): Run {
    return statements.reduceRight(
      (next, statement) => this.#statement(statement, next, answer),
      end,
    )
  }

  operand(operand: Operand): Get<Value> {
    if (operand.at === 'constant') {
      const value = this.#plan.constants[operand.index] as Value
      return () => value
    }
    const { id } = operand
    return (frame) => frame.locals[id] as Value
  }

  operands(operands: readonly Operand[]): Get<Value[]> {
    const gets = operands.map((operand) => this.operand(operand))
    return (frame) => gets.map((get) => get(frame))
  }

  read(read: Read): Get<Value | undefined> {
    switch (read.read) {
      case 'input': {
        const { context, slot, path } = read
        return (frame) => library.input(frame.contexts[context] as Context, slot, path)
      }
      case 'base': {
        const { context, slot, path } = read
        return (frame) => library.base(frame.contexts[context] as Context, slot, path)
      }
      case 'unit': {
        const { context, unit } = read
        return (frame) => this.#units[unit]?.(frame.contexts[context] as Context)
      }
      case 'call':
        return this.#call(read)
      case 'builtin':
        return this.#builtin(read)
      case 'step': {
        const [of, key] = [this.operand(read.of), this.operand(read.key)]
        const step = read.base ? library.stepBase : library.step
        return (frame) => step(of(frame), key(frame))
      }
      case 'item': {
        const of = this.operand(read.of)
        const { index } = read
        return (frame) => library.vet((of(frame) as readonly Value[])[index])
      }
      case 'document': {
        const { context, node } = read
        // A document passes through locals as if it were a value, until it is forced.
        return (frame) =>
          openDocument(frame.contexts[context] as Context, node) as Value | undefined
      }
      case 'document-step': {
        const [of, key] = [this.operand(read.of), this.operand(read.key)]
        return (frame) => documentStep(of(frame), key(frame)) as Value | undefined
      }
      case 'force': {
        const of = this.operand(read.of)
        return (frame) => forceDocument(of(frame))
      }
      case 'array':
        return this.operands(read.items)
      case 'set': {
        const items = this.operands(read.items)
        return (frame) => RegoSet.from(items(frame))
      }
      case 'object': {
        const entries = read.entries.map((entry) => this.operands(entry))
        return (frame) => objectFrom(entries.map((entry) => entry(frame) as [Value, Value]))
      }
    }
  }

  #call({ context, unit, args, mockable }: Read & { read: 'call' }): Get<Value | undefined> {
    const values = this.operands(args)
    const run = (at: Context, given: readonly Value[]) => this.#units[unit]?.(at, ...given)
    if (!mockable) return (frame) => run(frame.contexts[context] as Context, values(frame))
    const name = `data.${this.#plan.units[unit]?.path.join('.')}`
    return (frame) => {
      const given = values(frame)
      return library.callReplaced(frame.contexts[context] as Context, name, given, (at) =>
        run(at, given),
      )
    }
  }

  #builtin({
    context,
    name,
    args,
    location,
    mockable,
  }: Read & { read: 'builtin' }): Get<Value | undefined> {
    const values = this.operands(args)
    const builtin = this.#builtins.get(name) as Builtin
    const site = { name, location }
    return (frame) => {
      const at = frame.contexts[context] as Context
      const given = values(frame)
      try {
        return mockable
          ? library.callReplaced(at, name, given, (inside) => builtin.evaluate(inside.q, ...given))
          : builtin.evaluate(at.q, ...given)
      } catch (error) {
        return at.q.failed(error, site)
      }
    }
  }

  #statement(
    statement: Statement,
    next: Run,
    answer: (statement: Statement & { do: 'answer' }) => Run,
  ): Run {
    switch (statement.do) {
      case 'mark':
        return this.#mark(statement, next)
      case 'fail':
        return this.#failing(statement)
      case 'conflict': {
        const { reason, location } = statement
        return (frame) => frame.context.q.conflict(reason, location)
      }
      case 'succeed':
        return () => true
      case 'answer':
        return answer(statement)
      case 'let':
        return this.#let(statement, next)
      case 'true': {
        const of = this.operand(statement.of)
        return this.#test(statement, (frame) => of(frame) !== false, next)
      }
      case 'compare':
        return this.#compare(statement, next)
      case 'member': {
        const [item, of] = [this.operand(statement.item), this.operand(statement.of)]
        return this.#test(statement, (frame) => library.member(item(frame), of(frame)), next)
      }
      case 'shape':
        return this.#shape(statement, next)
      case 'scan':
        return this.#scan(statement, this.block(statement.body, never, answer))
      case 'relation':
        return this.#relation(statement, this.block(statement.body, never, answer))
      case 'not': {
        const body = this.#inner(statement.body)
        return this.#test(statement, (frame) => !body(frame), next)
      }
      case 'any': {
        const bodies = statement.bodies.map((body) => this.#inner(body))
        return this.#test(statement, (frame) => bodies.some((body) => body(frame)), next)
      }
      case 'collect':
        return this.#collect(statement, next)
      case 'gather':
        return this.#gather(statement)
      case 'with':
        return this.#with(statement, next)
    }
  }

  #mark({ expression }: Statement & { do: 'mark' }, next: Run): Run {
    const observer = this.#observer
    if (observer === undefined) return next
    return (frame) => {
      observer.reach(expression)
      return next(frame)
    }
  }

  /** A body inside an expression. */
  #inner(body: readonly Statement[]): Run {
    const run = this.block(body)
    const observer = this.#observer
    if (observer === undefined) return run
    return (frame) => {
      observer.descend()
      const answered = run(frame)
      observer.ascend()
      return answered
    }
  }

  #failing(statement: Statement): Run {
    const observer = this.#observer
    if (observer === undefined) return never
    return (frame) => {
      observer.fail(statement, frame.locals)
      return false
    }
  }

  #test(statement: Statement, holds: Run, next: Run): Run {
    const fail = this.#failing(statement)
    return (frame) => (holds(frame) ? next(frame) : fail(frame))
  }

  #let(statement: Statement & { do: 'let' }, next: Run): Run {
    const { local, from } = statement
    const read = this.read(from)
    const fail = this.#failing(statement)
    const units = unitsOfMaking(from)
    return (frame) => {
      const value = read(frame)
      if (value === undefined) return fail(frame)
      if (units > 0) frame.context.q.fuel -= units
      frame.locals[local] = value
      return next(frame)
    }
  }

  #compare(statement: Statement & { do: 'compare' }, next: Run): Run {
    const [left, right] = [this.operand(statement.left), this.operand(statement.right)]
    const { equal, compare } = library
    const holds: { readonly [by in typeof statement.by]: Run } = {
      equal: (frame) => equal(left(frame), right(frame)),
      neq: (frame) => !equal(left(frame), right(frame)),
      lt: (frame) => compare(left(frame), right(frame)) < 0,
      lte: (frame) => compare(left(frame), right(frame)) <= 0,
      gt: (frame) => compare(left(frame), right(frame)) > 0,
      gte: (frame) => compare(left(frame), right(frame)) >= 0,
    }
    return this.#test(statement, holds[statement.by], next)
  }

  #shape(statement: Statement & { do: 'shape' }, next: Run): Run {
    const of = this.operand(statement.of)
    const { shape, size } = statement
    const holds: Run = (frame) => {
      const value = of(frame)
      if (shape === 'array') return Array.isArray(value) && value.length === size
      return shape === 'object' ? library.isObjectOf(value, size) : library.isCollection(value)
    }
    return this.#test(statement, holds, next)
  }

  #scan(statement: Statement & { do: 'scan' }, body: Run): Run {
    const { of, key, value, ordered, document } = statement
    const over = this.operand(of)
    const empty = this.#failing(statement)
    return (frame) => {
      const scanned = over(frame)
      const keys = document ? documentKeys(scanned, ordered) : library.scanKeys(scanned, ordered)
      const values = document ? undefined : library.scanValues(scanned, keys)
      const { q } = frame.context
      const length = (values ?? keys ?? (scanned as readonly Value[])).length
      if (length === 0) return empty(frame)
      for (let i = 0; i < length; i++) {
        if (--q.fuel < 0) q.exhausted()
        const at = keys === undefined ? i : (keys[i] as Value)
        const item = values === undefined ? documentStep(scanned, at) : library.vet(values[i])
        if (item === undefined) continue
        if (key !== undefined) frame.locals[key] = at
        if (value !== undefined) frame.locals[value] = item as Value
        if (body(frame)) return true
      }
      return false
    }
  }

  #relation(
    { context, name, args, location, value }: Statement & { do: 'relation' },
    body: Run,
  ): Run {
    const values = this.operands(args)
    const enumerate = (this.#builtins.get(name) as Builtin).enumerate
    const site = { name, location }
    return (frame) => {
      if (enumerate === undefined) return false
      const { q } = frame.contexts[context] as Context
      for (const answer of library.relation(q, site, enumerate, ...values(frame))) {
        frame.locals[value] = answer
        if (body(frame)) return true
      }
      return false
    }
  }

  #collect({ local, collects, body }: Statement & { do: 'collect' }, next: Run): Run {
    const run = this.#inner(body)
    return (frame) => {
      if (collects === 'object') {
        const builder = new ObjectBuilder()
        frame.builders[local] = builder
        run(frame)
        frame.locals[local] = builder.done()
      } else {
        frame.locals[local] = collects === 'array' ? [] : new RegoSet()
        run(frame)
      }
      return next(frame)
    }
  }

  #gather({ into, collects, key, value, location }: Statement & { do: 'gather' }): Run {
    const given = this.operand(value)
    if (collects === 'object') {
      const at = this.operand(key as Operand)
      return (frame) => {
        const builder = frame.builders[into] as ObjectBuilder
        library.addEntry(frame.context.q, builder, at(frame), given(frame), location)
        return false
      }
    }
    return (frame) => {
      const made = frame.locals[into]
      if (made instanceof RegoSet) made.add(given(frame))
      else (made as Value[]).push(given(frame))
      return false
    }
  }

  #with({ context, parent, changes }: Statement & { do: 'with' }, next: Run): Run {
    const parts = changes.map((change) => this.#change(change))
    return (frame) => {
      const made: { [kind in 'input' | 'data' | 'calls']: never[] } = {
        input: [],
        data: [],
        calls: [],
      }
      for (const { kind, get } of parts) made[kind].push(get(frame) as never)
      frame.contexts[context] = library.changeContext(
        frame.contexts[parent] as Context,
        made satisfies ContextChanges,
      )
      return next(frame)
    }
  }

  #change(change: Change): { kind: 'input' | 'data' | 'calls'; get: Get<unknown> } {
    if (change.change !== 'call') {
      const value = this.operand(change.value)
      return { kind: change.change, get: (frame) => [change.path, value(frame)] }
    }
    const { by, target } = change
    const mock = this.#mock(by)
    return { kind: 'calls', get: (frame) => [target, mock(frame)] }
  }

  #mock(by: (Change & { change: 'call' })['by']): Get<Mock> {
    if ('unit' in by) return () => ({ by: 'unit', unit: by.unit })
    if ('value' in by) {
      const value = this.operand(by.value)
      return (frame) => ({ by: 'value', value: value(frame) })
    }
    const builtin = this.#builtins.get(by.builtin) as Builtin
    return () => ({ by: 'builtin', call: (context, args) => builtin.evaluate(context.q, ...args) })
  }
}
