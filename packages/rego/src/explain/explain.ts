import type { Plan } from '../plan/rir.ts'
import type { EvaluateOptions, Policy, PolicyPath } from '../policy.ts'
import type { Plain } from '../run/to-plain.ts'
import type { Value } from '../values/value.ts'
import { answeringRules } from './answering-rules.ts'
import { describeFailure, placeFailure } from './describe-failure.ts'
import type { Explanation, FailedRule } from './explanation.ts'
import { type Attempt, type Evaluation, Recorder } from './recorder.ts'

type Explain = (path: PolicyPath, input?: unknown, options?: EvaluateOptions) => Explanation

/**
 * Evaluates once more, with everything recorded, and says which rules gave the outcome and, for a denial,
 * what was closest to another one. Evaluation is a function of its input, so the second time is like the
 * first, unless the policy asks for the time or for chance: pass `now` to pin it. Never throws.
 */
export function explain(
  policy: Policy,
  path: PolicyPath,
  input?: unknown,
  options: EvaluateOptions = {},
): Explanation {
  return explainer(policy)(path, input, options)
}

/** The same for a policy of which many outcomes are explained. */
export function explainer(policy: Policy): Explain {
  const recorder = new Recorder()
  const watched = policy.watch(recorder, { everyRule: true })
  return (path, input, options = {}) => {
    recorder.restart()
    const outcome = watched.evaluate(path, input, options)
    const { root } = recorder
    if (root === undefined) return { outcome, rules: [], closest: [] }
    const closest = isDenial(outcome) ? closestOf(root, watched.plan) : []
    return { outcome, rules: answeringRules([root]), closest }
  }
}

function isDenial(outcome: Explanation['outcome']): boolean {
  if (outcome.kind !== 'defined') return outcome.kind === 'undefined'
  return isNo(outcome.value)
}

function isNo(value: Plain | Value | undefined): boolean {
  if (value === undefined || value === false) return true
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.hasOwn(value, 'allow') && (value as { allow: unknown }).allow !== true
}

/** Follows the answer down to what said no, then from there each time to what failed closest. */
function closestOf(root: Evaluation, { expressions, constants }: Plan): FailedRule[] {
  const failed: FailedRule[] = []
  const seen = new Set<Evaluation>()
  let at: Evaluation | undefined = root
  while (at !== undefined && !seen.has(at)) {
    seen.add(at)
    const attempt = closestAttempt(at)
    if (attempt?.failure === undefined) {
      // It answered: what it asked is to blame.
      at = at.attempts
        .flatMap(({ answers, asked }) => (answers.length === 0 ? [] : asked))
        .find(saysNo)
      continue
    }
    const placed = placeFailure(attempt, attempt.failure, expressions)
    if (placed === undefined) {
      // The path that was asked for, which is no rule.
      at = attempt.asked.findLast(saysNo)
      continue
    }
    at = isNegation(attempt) ? undefined : placed.asked.findLast(saysNo)
    const held = at === undefined ? answeringRules(placed.asked) : []
    failed.push(describeFailure(placed, held, constants))
  }
  return failed
}

function isNegation({ failure }: Attempt): boolean {
  return failure?.statement.do === 'not'
}

function saysNo({ value, attempts }: Evaluation): boolean {
  return attempts.length > 0 && isNo(value)
}

/** The rule that came furthest of those that did not answer; none where one did that is no default. */
function closestAttempt({ attempts }: Evaluation): Attempt | undefined {
  const answered = attempts.some(
    ({ answers, rule }) => answers.length > 0 && rule.rule?.default !== true,
  )
  if (answered) return undefined
  return attempts
    .filter(({ failure }) => failure !== undefined)
    .map((attempt) => ({ attempt, ...progress(attempt) }))
    .sort(
      (a, b) =>
        Number(b.helps) - Number(a.helps) || b.held * a.all - a.held * b.all || b.held - a.held,
    )[0]?.attempt
}

/** How many of its expressions held, and whether it would have helped if all had. */
function progress({ rule, failure }: Attempt) {
  const marks = marksIn(rule.body)
  const reached = failure?.reached ?? -1
  const value = rule.rule?.value
  return {
    helps: !(value?.kind === 'constant' && isNo(value.value)),
    held: marks.filter((mark) => mark < reached).length,
    all: Math.max(1, marks.length),
  }
}

function marksIn(body: Attempt['rule']['body']): readonly number[] {
  return body.flatMap((statement) => {
    if (statement.do === 'mark') return [statement.expression]
    return statement.do === 'scan' || statement.do === 'relation' ? marksIn(statement.body) : []
  })
}
