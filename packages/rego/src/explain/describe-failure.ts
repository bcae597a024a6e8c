import type { LinkedRule } from '../link/program.ts'
import type { Operand, Plan, PlannedRule, Statement, WrittenTerm } from '../plan/rir.ts'
import { VirtualDocument } from '../run/documents.ts'
import type { Plain } from '../run/to-plain.ts'
import type { Location } from '../syntax/location.ts'
import { printValue } from '../values/print.ts'
import type { Value } from '../values/value.ts'
import { shownValue } from './answering-rules.ts'
import type { ExplainedRule, FailedRule } from './explanation.ts'
import type { Attempt, Evaluation, Failure } from './recorder.ts'
import { expressionsOf } from './written-expressions.ts'

/** A failure with the expression as it was written, and what that asked for. */
export interface PlacedFailure {
  readonly rule: PlannedRule
  readonly linked: LinkedRule
  readonly failure: Failure
  readonly location: Location
  readonly asked: readonly Evaluation[]
}

/** Undefined for what is no rule of the policy. */
export function placeFailure(
  { rule, asked }: Attempt,
  failure: Failure,
  expressions: Plan['expressions'],
): PlacedFailure | undefined {
  const linked = rule.rule
  if (linked === undefined) return undefined
  const places = failure.trail.map(({ expression }) => expressions[expression]?.location)
  const failed = places.at(-1) ?? linked.location
  // What failed may be a part that the compiler has split off.
  const location =
    expressionsOf(linked.source).findLast((whole) => isWithin(failed, whole.location))?.location ??
    failed
  const first = places.findIndex((place) => place !== undefined && isWithin(place, location))
  const askedBefore = failure.trail[first]?.askedBefore ?? 0
  return { rule, linked, failure, location, asked: asked.slice(askedBefore, failure.askedUntil) }
}

/** A failure in the words of the policy: the expression as written, its terms with their values. */
export function describeFailure(
  { rule, linked, failure, location }: PlacedFailure,
  held: readonly ExplainedRule[],
  constants: readonly Value[],
): FailedRule {
  const { source } = linked.module
  return {
    name: ['data', ...linked.path].join('.'),
    rule: linked.location,
    location,
    expression: textAt(source, location),
    values: valuesOf(rule, failure, location, constants, source),
    held,
  }
}

interface Shown {
  readonly text: string
  readonly location: Location
  readonly value: Value | undefined
}

function valuesOf(
  { terms }: PlannedRule,
  { statement, locals }: Failure,
  location: Location,
  constants: readonly Value[],
  source: string,
): FailedRule['values'] {
  const last = lastKnown(statement)
  const knownValue = ({ at }: WrittenTerm) =>
    at.at === 'constant' ? constants[at.index] : at.id <= last ? locals[at.id] : undefined
  const shown = terms.map((term): Shown & { term: WrittenTerm } => ({
    term,
    text: textAt(source, term.location),
    location: term.location,
    value: knownValue(term),
  }))
  const within = shown.filter((one) => isWithin(one.location, location))
  const missing =
    statement.do === 'let' &&
    within.find(({ term: { at } }) => at.at === 'local' && at.id >= statement.local)
  const before = shown.filter((one) => !isWithin(one.location, location))
  const used = namesIn(textAt(source, location)).flatMap(
    (name) => before.findLast(({ text, value }) => text === name && value !== undefined) ?? [],
  )
  const known = [...used, ...within.filter(({ value }) => value !== undefined)]
  // That the whole expression has no value is no news where a part of it has one.
  const isNews = missing && !(known.length > 0 && covers(missing.location, location))
  return asValues([...known, ...(isNews ? [{ ...missing, value: undefined }] : [])])
}

/** The last local that the failing statement can have known; later ones are of an earlier round. */
function lastKnown(statement: Statement): number {
  switch (statement.do) {
    case 'let':
      return statement.local - 1
    case 'compare':
      return latest([statement.left, statement.right])
    case 'member':
      return latest([statement.item, statement.of])
    case 'true':
    case 'shape':
    case 'scan':
      return latest([statement.of])
    default:
      return Number.POSITIVE_INFINITY
  }
}

function latest(operands: readonly Operand[]): number {
  return Math.max(-1, ...operands.map((operand) => (operand.at === 'local' ? operand.id : -1)))
}

/** By text, in the order of the text. What is part of a longer term that is shown is left out. */
function asValues(shown: readonly Shown[]): FailedRule['values'] {
  const values = new Map<string, Plain | undefined>()
  for (const { text, value } of shown) {
    if (/^(?:_?$|with\b)/.test(text) || value instanceof VirtualDocument) continue
    const isPart = shown.some(
      (other) => /^[.[]/.test(other.text.slice(text.length)) && other.text.startsWith(text),
    )
    if (isPart || (value !== undefined && printValue(value) === text)) continue
    values.set(text, value === undefined ? undefined : shownValue(value))
  }
  return Object.fromEntries(values)
}

function covers(one: Location, other: Location): boolean {
  return isWithin(other, one)
}

function isWithin(inner: Location, outer: Location): boolean {
  return inner.file === outer.file && inner.offset >= outer.offset && inner.end <= outer.end
}

/** The names in an expression that can be variables: not in a string, not after a point. */
function namesIn(text: string): readonly string[] {
  const code = text.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`|#.*/g, '""')
  return [...new Set(code.match(/(?<![\w.])[A-Za-z_]\w*/g) ?? [])]
}

function textAt(source: string, { offset, end }: Location): string {
  return source.slice(offset, end).trim()
}
