import type { Builtin } from '../builtins/builtin.ts'
import type { Plan, PlannedRule, Statement, Unit } from '../plan/rir.ts'
import type { Context } from '../run/context.ts'
import { library } from '../run/library.ts'
import { none } from '../run/none.ts'
import type { Observer } from '../run/observer.ts'
import type { UnitCode } from '../run/runtime.ts'
import { TreeBuilder } from '../run/tree-builder.ts'
import { nowhere } from '../syntax/location.ts'
import { equal } from '../values/equal.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'
import { ClosureWriter, type Run } from './closure-writer.ts'
import { Frame } from './frame.ts'

/**
 * Makes the units of a plan, from the first one given on, as closures: for runtimes that forbid making
 * code, and, with an observer, to see how an answer came about. Does exactly what the emitted
 * JavaScript does.
 */
export function emitClosures(
  plan: Plan,
  first: number,
  units: readonly UnitCode[],
  builtins: ReadonlyMap<string, Builtin>,
  observer?: Observer,
): UnitCode[] {
  const writer = new ClosureWriter(plan, units, builtins, observer)
  return plan.units.slice(first).map((unit) => unitCode(writer, unit, observer))
}

/** A rule with its `else` chain: writes to `out`, or gives its value. */
type RuleCode = (context: Context, args: readonly Value[], out?: Frame['out']) => Value | undefined

function unitCode(writer: ClosureWriter, unit: Unit, observer: Observer | undefined): UnitCode {
  const rules = unit.rules.map((rule) => ruleCode(writer, unit, rule, observer))
  const fallback = unit.defaults && ruleCode(writer, unit, unit.defaults, observer)
  const choose = chosenRules(writer, unit, rules, observer)
  switch (unit.kind) {
    case 'query':
      return (context) => {
        const rows: Value[] = []
        rules[0]?.(context, [], rows)
        return rows
      }
    case 'function':
      return remembering(unit, observer, (context, ...args) => {
        spend(context)
        observer?.open(unit, context)
        const value = oneValue(unit, choose(context, args), fallback, context, args)
        observer?.close(unit, context, value)
        return value
      })
    default:
      return remembered(unit, observer, (context) => {
        const matching = choose(context, [])
        if (unit.kind === 'complete') return oneValue(unit, matching, fallback, context, [])
        const out = unit.kind === 'set' ? new RegoSet() : treeOf(writer, unit, context)
        for (const rule of matching) rule(context, [], out)
        const isEmpty = out instanceof RegoSet ? out.size === 0 : out.isEmpty
        if (unit.optional && isEmpty) return undefined
        return out instanceof RegoSet ? out : out.done()
      })
  }
}

/** An observer is to see every call. */
function remembering(unit: Unit, observer: Observer | undefined, code: UnitCode): UnitCode {
  if (observer !== undefined) return code
  return (context, ...args) =>
    context.q.fuel < context.q.memoBelow
      ? library.memoCall(context, unit.id, code, args)
      : code(context, ...args)
}

function spend(context: Context): void {
  if (--context.q.fuel < 0) context.q.exhausted()
}

/** Asked once in a context. */
function remembered(
  unit: Unit,
  observer: Observer | undefined,
  code: (context: Context) => Value | undefined,
): UnitCode {
  return (context) => {
    const memo = context.m[unit.slot]
    if (memo !== undefined) {
      observer?.reuse(unit, context)
      return memo === none ? undefined : memo
    }
    spend(context)
    observer?.open(unit, context)
    const value = code(context)
    observer?.close(unit, context, value)
    context.m[unit.slot] = value === undefined ? none : value
    return value
  }
}

function oneValue(
  unit: Unit,
  rules: Iterable<RuleCode>,
  fallback: RuleCode | undefined,
  context: Context,
  args: readonly Value[],
): Value | undefined {
  let value: Value | undefined
  for (const rule of rules) {
    const other = rule(context, args)
    if (other === undefined) continue
    if (unit.same !== undefined) return other
    if (value === undefined) value = other
    else if (!equal(value, other)) conflict(unit, context)
  }
  // `null` is a value like any other.
  return value === undefined ? fallback?.(context, args) : value
}

function conflict(unit: Unit, context: Context): never {
  const last = unit.rules[unit.rules.length - 1]
  return context.q.conflict(unit.conflict, last?.rule?.location ?? nowhere)
}

function treeOf(writer: ClosureWriter, unit: Unit, context: Context): TreeBuilder {
  const place = unit.rules[0]?.rule?.location ?? nowhere
  const tree = new TreeBuilder(() => context.q.conflict(unit.conflict, place))
  for (const { steps, read } of unit.parts) {
    const value = writer.read(read)(new Frame(context, 0, []))
    if (value !== undefined) tree.put(steps, value)
  }
  return tree
}

/** The rules that the index leaves, in the order of the sources. */
function chosenRules(
  writer: ClosureWriter,
  unit: Unit,
  rules: readonly RuleCode[],
  observer: Observer | undefined,
): (context: Context, args: readonly Value[]) => readonly RuleCode[] {
  const { index } = unit
  if (index === undefined) return () => rules
  const table = new Map([...index.table].map(([value, positions]) => [value, pick(positions)]))
  const rest = pick(index.rest)
  const of = writer.operand(index.of)
  let matching = rest
  const look = writer.block(index.body, (frame) => {
    matching = table.get(of(frame)) ?? rest
    return true
  })
  return (context, args) => {
    matching = rest
    look(new Frame(context, index.locals, args))
    if (observer !== undefined) {
      unit.rules.forEach((rule, i) => {
        if (!matching.includes(rules[i] as RuleCode)) observer.exclude(unit, rule)
      })
    }
    return matching
  }

  function pick(positions: readonly number[]): readonly RuleCode[] {
    return positions.map((position) => rules[position] as RuleCode)
  }
}

function ruleCode(
  writer: ClosureWriter,
  unit: Unit,
  rule: PlannedRule,
  observer: Observer | undefined,
): RuleCode {
  const links: { link: PlannedRule; run: Run }[] = []
  for (let link: PlannedRule | undefined = rule; link !== undefined; link = link.else) {
    const own = link
    const answer = (statement: Statement & { do: 'answer' }) =>
      answerCode(writer, unit, own, statement, observer)
    links.push({ link, run: writer.block(link.body, undefined, answer) })
  }
  return (context, args, out) => {
    for (const { link, run } of links) {
      const frame = new Frame(context, link.locals, args, out)
      observer?.enter(unit, link)
      run(frame)
      observer?.leave(unit, link)
      if (frame.found) return frame.result
    }
    return undefined
  }
}

/** What to do with an answer: true where no other one is wanted. */
function answerCode(
  writer: ClosureWriter,
  unit: Unit,
  link: PlannedRule,
  { value, steps, row }: Statement & { do: 'answer' },
  observer: Observer | undefined,
): Run {
  const given = writer.operand(value)
  const path = writer.operands(steps)
  const cells = writer.operands(row)
  const gathersSet = link.rule?.kind === 'set'
  return (frame) => {
    const answer = given(frame)
    frame.found = true
    observer?.answer(unit, link, answer)
    const { out } = frame
    if (out instanceof RegoSet) out.add(answer)
    else if (out instanceof TreeBuilder) {
      if (gathersSet) out.add(path(frame), answer)
      else out.put(path(frame), answer)
    } else if (out !== undefined) out.push(cells(frame))
    else {
      if (link.once) {
        frame.result = answer
        return true
      }
      if (frame.result === undefined) frame.result = answer
      else if (!library.equal(frame.result, answer)) conflict(unit, frame.context)
    }
    return false
  }
}
