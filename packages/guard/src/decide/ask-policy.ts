import { accept, type DecisionInput, type Result, refuse } from '@sallyport/protocol'
import type { GuardSettings } from '../options/check-options.ts'
import type { CheckedRoute, RoutePolicy } from '../options/check-route.ts'
import type { Refusal } from '../refusals/refusal.ts'
import { buildDecisionInput } from './build-decision-input.ts'
import type { Loaded } from './load-resource.ts'

/** A request that has passed the second door. */
export interface Decided<Native> extends Loaded<Native> {
  /** Why the policy allowed it, in its own words. */
  readonly reasons: readonly string[]
}

const maxReasons = 16
const maxReasonLength = 200

/**
 * Asks the policy. Only `true`, or an answer whose own `allow` is `true`, allows; a throw, a rejection
 * and silence for `policyTimeoutMs` deny, and are recorded as faults.
 */
export async function askPolicy<Native>(
  loaded: Loaded<Native>,
  route: CheckedRoute<Native>,
  settings: GuardSettings,
): Promise<Result<Decided<Native>, Refusal>> {
  const { question, principal, arrival } = loaded
  if (question === undefined) return accept({ ...loaded, reasons: [] })
  const { asks, resource } = question
  const input = buildDecisionInput(
    { principal, caller: arrival.caller, action: asks.action, resource },
    settings,
  )
  try {
    const answer = await answerWithin(settings.policyTimeoutMs, asks.policy, input)
    const reasons = reasonsOf(answer)
    if (allows(answer)) return accept({ ...loaded, reasons })
    return refuse({
      code: 'denied',
      reasons: reasons.length === 0 ? ['not_allowed'] : reasons,
      ...(route.showReasons ? { shownReasons: reasons } : {}),
      principal,
      resource,
    })
  } catch (error) {
    const reason = error instanceof PolicyTimeout ? 'policy_timed_out' : 'policy_failed'
    return refuse({ code: 'policy_failed', reasons: [reason], error, principal, resource })
  }
}

class PolicyTimeout extends Error {
  override readonly name = 'PolicyTimeout'
}

async function answerWithin(
  timeoutMs: number,
  policy: RoutePolicy,
  input: DecisionInput,
): Promise<unknown> {
  const answer: unknown = policy(input)
  if (!isThenable(answer)) return answer
  const timeout = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => timeout.reject(new PolicyTimeout(`no answer of the policy within ${timeoutMs} ms`)),
    timeoutMs,
  )
  try {
    return await Promise.race([answer, timeout.promise])
  } finally {
    clearTimeout(timer)
  }
}

function isThenable(answer: unknown): boolean {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'then' in answer &&
    typeof answer.then === 'function'
  )
}

/** Security: `allow` must be the answer's own, so that a polluted prototype allows nothing. */
function allows(answer: unknown): boolean {
  if (answer === true) return true
  if (typeof answer !== 'object' || answer === null) return false
  return Object.hasOwn(answer, 'allow') && 'allow' in answer && answer.allow === true
}

/** Words of the policy that are fit to be kept and shown: a few, and short. */
function reasonsOf(answer: unknown): readonly string[] {
  if (typeof answer !== 'object' || answer === null || !Object.hasOwn(answer, 'reasons')) return []
  const reasons = 'reasons' in answer ? answer.reasons : undefined
  if (!Array.isArray(reasons)) return []
  return reasons
    .filter((reason) => typeof reason === 'string')
    .slice(0, maxReasons)
    .map((reason) => reason.slice(0, maxReasonLength))
}
