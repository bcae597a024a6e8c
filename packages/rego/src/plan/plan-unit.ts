import type { LinkedBody, LinkedRule, RuleNode } from '../link/program.ts'
import type { Candidate, Draft } from './draft.ts'
import { indexRules } from './index-rules.ts'
import { BodyPlanner } from './plan-body.ts'
import { unify } from './plan-unify.ts'
import type { Operand, PlannedRule, Read, Unit } from './rir.ts'

/** Plans the rules that give the document at one place. */
export function planRuleUnit(
  draft: Draft,
  id: number,
  place: readonly string[],
  candidates: readonly Candidate[],
): Unit {
  const kind = kindOf(candidates)
  const split = candidates.map((candidate) => ({ candidate, part: partOf(draft, kind, candidate) }))
  const own = split.filter(({ part }) => part === undefined).map(({ candidate }) => candidate)
  const parts = new Map<string, { steps: readonly string[]; read: Read }>()
  for (const { part } of split) if (part !== undefined) parts.set(JSON.stringify(part.steps), part)

  const ordinary = own.filter(({ rule }) => !rule.default)
  const planned = ordinary.map((candidate) => planRule(draft, candidate, kind))
  const fallback = own.find(({ rule }) => rule.default)
  const defaults = fallback && planRule(draft, fallback, kind)
  const arity = candidates[0]?.rule.args.length ?? 0
  const params = kind === 'function' ? Array.from({ length: arity }, (_, i) => i) : []
  return {
    id,
    kind,
    path: place,
    slot: draft.slot(`unit ${id}`),
    params,
    rules: planned.map(({ rule }) => rule),
    defaults: defaults?.rule,
    same: draft.earlyExit ? sameAnswer(planned.map(({ answer }) => answer)) : undefined,
    parts: [...parts.values()],
    optional: isBelowVariableSteps(draft, place),
    conflict: conflictOf(kind, candidates),
    index: draft.indexed ? indexRules(draft, ordinary, params.length) : undefined,
  }
}

/** Whether a rule above the place has steps that are no constants: only its answers say what there is below. */
function isBelowVariableSteps({ program }: Draft, place: readonly string[]): boolean {
  let node: RuleNode | undefined = program.root
  for (const name of place) {
    if (node === undefined) return false
    if (node.rules.some(({ steps }) => steps.some(({ kind }) => kind !== 'constant'))) return true
    node = node.children.get(name)
  }
  return false
}

function kindOf(candidates: readonly Candidate[]): 'complete' | 'set' | 'object' | 'function' {
  if (candidates.some(({ steps }) => steps.length > 0)) return 'object'
  const kinds = new Set(candidates.map(({ rule }) => rule.kind))
  if (kinds.has('function')) return 'function'
  if (kinds.size > 1) return 'object'
  return kinds.has('set') ? 'set' : 'complete'
}

/** Rules at a fixed place below an object are a unit of their own there. */
function partOf(
  draft: Draft,
  kind: Unit['kind'],
  { rule, fixed, steps }: Candidate,
): { steps: readonly string[]; read: Read } | undefined {
  if (kind !== 'object' || fixed.length > 0 || rule.steps.length > 0) return undefined
  const names = steps.map((step) => (step.kind === 'constant' ? String(step.value) : ''))
  const node = draft.nodeAt(rule.path)
  if (node === undefined || node.rules.some((other) => other.steps.length > 0)) return undefined
  return { steps: names, read: { read: 'unit', context: 0, unit: draft.fixedUnit(node) } }
}

function conflictOf(kind: Unit['kind'], candidates: readonly Candidate[]): string {
  if (kind === 'function') return 'functions must not produce multiple outputs for same inputs'
  return candidates.some(({ rule }) => rule.steps.length > 0)
    ? 'object keys must be unique'
    : 'complete rules must not produce multiple outputs'
}

interface Answered {
  readonly rule: PlannedRule
  /** The constant that every answer is; undefined where there is none. */
  readonly answer: number | undefined
}

function planRule(draft: Draft, candidate: Candidate, kind: Unit['kind']): Answered {
  const { rule, fixed, steps } = candidate
  const body = new BodyPlanner(draft, rule)
  const params = rule.args.map(() => body.local())
  const statements = body.statements
  for (const [i, arg] of rule.args.entries()) unify(body, arg, params[i] as Operand)
  for (const [step, name] of fixed) unify(body, step, body.constant(name))
  body.body(asBody(rule))
  const answerSteps = steps.map((step) => body.read(step))
  const value = body.read(rule.value)
  body.emit({ do: 'answer', value, steps: answerSteps, row: [] })
  const constant =
    value.at === 'constant' && kind !== 'object' && kind !== 'set' ? value.index : undefined
  const otherwise = rule.else && planRule(draft, { rule: rule.else, fixed, steps }, kind)
  return {
    rule: {
      rule,
      body: statements,
      terms: body.terms,
      once: (draft.earlyExit && constant !== undefined) || body.statements === statements,
      else: otherwise?.rule,
      locals: body.locals,
      contexts: body.contexts,
    },
    answer: otherwise === undefined || otherwise.answer === constant ? constant : undefined,
  }
}

function asBody(rule: LinkedRule): LinkedBody {
  return rule.body
}

function sameAnswer(answers: readonly (number | undefined)[]): number | undefined {
  const [first] = answers
  return answers.every((answer) => answer === first) ? first : undefined
}
