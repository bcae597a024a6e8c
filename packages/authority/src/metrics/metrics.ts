import type { AuditFact, Recorder } from '@sallyport/protocol'
import type { AuthorityOptions } from '../authority-options.ts'
import { authorizationErrorDocs, pageRefusalDocs } from '../authorize/authorization-error-docs.ts'
import { recordedReasonDocs } from '../http/recorded-reasons.ts'
import { tokenErrorDocs } from '../http/token-error-docs.ts'
import { createCounters } from './counters.ts'
import { renderPolicyHealth } from './render-policy-health.ts'
import { renderRevocations } from './render-revocations.ts'

/** What this process has done since it began, counted. */
export interface Metrics {
  /** Passes facts on, and counts those that were kept. */
  readonly recorder: Recorder
  /** Counts an answer; the endpoint is one of ours, or absent. */
  countAnswer(endpoint: string | undefined, status: number): void
  /** In Prometheus' text format 0.0.4. */
  render(): string
}

/**
 * Makes the counts of one authority.
 * Security: a label is a constant of ours, never anything from outside: neither a name nor a secret gets
 * out here, and nobody can make the page grow.
 */
export function createMetrics({
  recorder,
  followed,
  policyHealth,
}: Pick<AuthorityOptions, 'recorder' | 'followed' | 'policyHealth'>): Metrics {
  const answers = createCounters('sallyport_requests_total', 'Answered requests.')
  const signIns = createCounters('sallyport_sign_ins_total', 'Attempts to sign in, by outcome.')
  const tokens = createCounters('sallyport_tokens_issued_total', 'Times that tokens were issued.')
  const refusals = createCounters('sallyport_refusals_total', 'What was refused, by reason.')
  const faults = createCounters('sallyport_faults_total', 'Bugs and outages.')

  function count({ type, outcome, reasons = [] }: AuditFact): void {
    const [, signIn] = /^sign_in\.(\w+)$/.exec(type) ?? []
    if (signIn !== undefined) signIns.add({ outcome: signIn })
    if (type === 'token.issued') tokens.add({ by: 'grant' })
    if (type === 'token.refreshed') tokens.add({ by: 'refresh' })
    if (outcome === 'fault') faults.add({})
    if (outcome !== 'refused') return
    for (const reason of reasons) {
      refusals.add({ event: type, reason: knownReasons.has(reason) ? reason : 'other' })
    }
  }

  return {
    recorder: {
      record: async (fact) => {
        await recorder.record(fact)
        count(fact)
      },
    },
    countAnswer: (endpoint = 'other', status) => answers.add({ endpoint, status: String(status) }),
    render: () => {
      const lag = followed === undefined ? [] : renderRevocations(followed)
      const counted = [answers, signIns, tokens, refusals, faults].flatMap((one) => one.render())
      const policies = policyHealth === undefined ? [] : renderPolicyHealth(policyHealth())
      return `${[...counted, ...lag, ...policies].join('\n')}\n`
    },
  }
}

const knownReasons: ReadonlySet<string> = new Set(
  [recordedReasonDocs, tokenErrorDocs, authorizationErrorDocs, pageRefusalDocs].flatMap((docs) =>
    Object.keys(docs),
  ),
)
