import type { LinkedBody, LinkedTerm, ReferenceTerm } from '../link/program.ts'
import type { Value } from '../values/value.ts'
import type { Candidate, Draft } from './draft.ts'
import { BodyPlanner } from './plan-body.ts'
import type { Operand, RuleIndex } from './rir.ts'

/** Fewer rules are tried one after the other. */
const many = 8

/** An index that would hold more positions than this is not made. */
const mostEntries = 1_000_000

/** What a rule compares with a constant: a document, or an argument of the function. */
interface Condition {
  readonly text: string
  readonly of: ReferenceTerm | number
  readonly value: Value
}

/**
 * Finds the document or argument that tells the rules apart best: many of them need it to equal some
 * constant. Reading it early is safe: an input or argument gives neither an error nor other answers.
 */
export function indexRules(
  draft: Draft,
  candidates: readonly Candidate[],
  params: number,
): RuleIndex | undefined {
  if (candidates.length < many) return undefined
  const conditions = candidates.map((candidate) => conditionsOf(candidate))
  const best = chooseBest(conditions)
  if (best === undefined) return undefined
  const table = new Map<Value, number[]>()
  const rest: number[] = []
  conditions.forEach((own, position) => {
    const condition = own.find(({ text }) => text === best.text)
    if (condition === undefined) rest.push(position)
    else {
      const same = table.get(condition.value)
      if (same === undefined) table.set(condition.value, [position])
      else same.push(position)
    }
  })
  // Every entry of the table holds the rules that always have to be asked.
  if (table.size * rest.length > mostEntries) return undefined
  for (const [value, positions] of table) {
    table.set(
      value,
      [...positions, ...rest].sort((a, b) => a - b),
    )
  }
  const body = new BodyPlanner(draft, undefined)
  // The arguments are the first locals of every body.
  const args = Array.from({ length: params }, () => body.local())
  const { statements } = body
  const of = typeof best.of === 'number' ? (args[best.of] as Operand) : body.read(best.of)
  return { body: statements, of, table, rest, locals: body.locals }
}

function chooseBest(conditions: readonly (readonly Condition[])[]): Condition | undefined {
  const values = new Map<string, { condition: Condition; seen: Set<Value> }>()
  for (const condition of conditions.flat()) {
    const known = values.get(condition.text) ?? { condition, seen: new Set() }
    known.seen.add(condition.value)
    values.set(condition.text, known)
  }
  const best = [...values.values()].sort((a, b) => b.seen.size - a.seen.size)[0]
  return best !== undefined && best.seen.size >= 2 ? best.condition : undefined
}

/** An `else` may answer where the conditions of the first body do not hold. */
function conditionsOf({ rule }: Candidate): Condition[] {
  if (rule.else !== undefined) return []
  const names = new Map<string, ReferenceTerm | number>()
  rule.args.forEach((arg, i) => {
    if (arg.kind === 'local') names.set(arg.name, i)
  })
  const found = rule.args.flatMap((arg, i) => conditionsFor(i, arg))
  const pairs = equations(rule.body)
  for (const [left, right] of pairs) {
    if (left.kind === 'local' && isFixed(right)) names.set(left.name, right)
    if (right.kind === 'local' && isFixed(left)) names.set(right.name, left)
  }
  for (const [left, right] of pairs) {
    for (const [side, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const of = side.kind === 'local' ? names.get(side.name) : isFixed(side) ? side : undefined
      if (of !== undefined) found.push(...conditionsFor(of, other))
    }
  }
  return found
}

function equations(body: LinkedBody): (readonly [LinkedTerm, LinkedTerm])[] {
  return body.flatMap((expression): (readonly [LinkedTerm, LinkedTerm])[] => {
    if (expression.with.length > 0) return []
    if (expression.kind === 'unify') return [[expression.left, expression.right]]
    if (expression.kind !== 'call' || expression.result !== undefined) return []
    const [left, right] = expression.args
    const isEquation = expression.callee.kind === 'builtin' && expression.callee.name === 'equal'
    return isEquation && left !== undefined && right !== undefined ? [[left, right]] : []
  })
}

/** A place in the input without variables. */
function isFixed(term: LinkedTerm): term is ReferenceTerm {
  return (
    term.kind === 'reference' &&
    term.head === 'input' &&
    term.path.every((step) => step.kind === 'constant')
  )
}

function conditionsFor(of: ReferenceTerm | number, other: LinkedTerm): Condition[] {
  if (other.kind === 'constant' && isScalar(other.value)) {
    return [{ text: textOf(of), of, value: other.value }]
  }
  if (typeof of === 'number') return []
  const items: readonly (LinkedTerm | Value)[] =
    other.kind === 'array'
      ? other.items
      : other.kind === 'constant' && Array.isArray(other.value)
        ? other.value.map(
            (value): LinkedTerm => ({ kind: 'constant', value, location: other.location }),
          )
        : []
  return (items as readonly LinkedTerm[]).flatMap((item, i) => {
    if (item.kind !== 'constant' || !isScalar(item.value)) return []
    const step: LinkedTerm = { kind: 'constant', value: i, location: item.location }
    const deeper: ReferenceTerm = { ...of, path: [...of.path, step] }
    return [{ text: textOf(deeper), of: deeper, value: item.value }]
  })
}

function isScalar(value: Value): boolean {
  return typeof value !== 'object' || value === null
}

function textOf(of: ReferenceTerm | number): string {
  if (typeof of === 'number') return `argument ${of}`
  return JSON.stringify(
    of.path.map((step) => (step.kind === 'constant' ? step.value : null)),
    (_, v) => (typeof v === 'bigint' ? `${v}n` : v),
  )
}
