import { createTally, type Tally } from '@sallyport/limits'
import { type AuditFact, tell } from '@sallyport/protocol'
import type { Arrival } from '../arrival/arrive.ts'
import type { GuardSettings } from '../options/check-options.ts'
import type { CheckedRoute } from '../options/check-route.ts'
import { kindOf, type Refusal } from '../refusals/refusal.ts'
import type { Hints } from '../refusals/render-challenge.ts'
import { renderRefusal } from '../refusals/render-refusal.ts'
import type { AnswerHeaders, PassVerdict, RefuseVerdict, Verdict } from '../verdict.ts'
import { refusalFact } from './record-exit.ts'

/**
 * The ways out of the guard. None gives a verdict before its fact is kept; of a blocked address one fact a
 * minute is, which says for how many.
 */
interface Exits {
  refuse<Native>(
    arrival: Arrival,
    route: CheckedRoute<Native> | undefined,
    refusal: Refusal,
  ): Promise<RefuseVerdict>
  /** The verdict, once the fact is kept; 503 where it cannot be. */
  pass(fact: AuditFact, verdict: PassVerdict): Promise<Verdict>
}

const auditRetryAfterSeconds = 5

/** Makes the ways out. They never reject: what the host's recorder or log throws ends here. */
export function createExits(settings: GuardSettings): Exits {
  const { audit, failures, onFault, clock } = settings
  // Security: what is refused at no cost must not cost a row of the log each time.
  const blocked = createTally({ windowSeconds: 60, clock })

  // A log that fails is no reason to let anyone in, nor to leave the caller without an answer.
  function tellHost(error: unknown, code: string, requestId: string): void {
    tell(onFault, error, { code, requestId })
  }

  async function keep(fact: AuditFact): Promise<boolean> {
    try {
      await audit?.record(fact)
      return true
    } catch (error) {
      tellHost(error, 'audit_unavailable', fact.requestId)
      return false
    }
  }

  return {
    refuse: async (arrival, route, refusal) => {
      // Counted before anything is awaited, so that parallel failures cannot outrun the count.
      if (kindOf(refusal.code).countsAsFailure) failures.take(arrival.addressBlock)
      if ('error' in refusal) tellHost(refusal.error, refusal.code, arrival.requestId)
      const told = withTimes(refusal, arrival.addressBlock, blocked)
      const kept = told === undefined || (await keep(refusalFact(arrival, route, told)))
      return renderRefusal(
        kept ? refusal : auditUnavailable(refusal.headers ?? []),
        hintsFor(settings, route?.scopes ?? refusal.advisedScopes),
      )
    },
    pass: async (fact, verdict) =>
      (await keep(fact)) ? verdict : renderRefusal(auditUnavailable(verdict.headers)),
  }
}

/** The refusal as it is told of; undefined where it was, a short while ago, for this address. */
function withTimes(refusal: Refusal, addressBlock: string, blocked: Tally): Refusal | undefined {
  if (refusal.code !== 'address_blocked') return refusal
  const times = blocked.note(addressBlock)
  if (times === undefined) return undefined
  return times === 1 ? refusal : { ...refusal, reasons: [...refusal.reasons, `times_${times}`] }
}

/** Only an API that describes itself helps strangers to come back with the right token. */
function hintsFor({ resource }: GuardSettings, scopes: readonly string[] | undefined): Hints {
  if (resource === undefined) return {}
  return { resourceMetadata: resource.url, ...(scopes === undefined ? {} : { scopes }) }
}

function auditUnavailable(headers: AnswerHeaders): Refusal {
  return {
    code: 'audit_unavailable',
    reasons: [],
    retryAfterSeconds: auditRetryAfterSeconds,
    headers,
  }
}
