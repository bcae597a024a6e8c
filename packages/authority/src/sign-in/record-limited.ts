import type { Exchange, ExchangeFact } from '../http/exchange.ts'
import { timesOf } from '../http/recorded-reasons.ts'
import type { CredentialsRefusal } from './check-credentials.ts'

/** Records that a password was not even looked at; of an address once a minute, with how often. */
export async function recordLimited(
  refusal: Exclude<CredentialsRefusal, { kind: 'wrong' }>,
  about: Pick<ExchangeFact, 'subject' | 'clientId' | 'sessionId'>,
  exchange: Exchange,
): Promise<void> {
  const times = refusal.kind === 'busy' ? 1 : refusal.times
  if (times === undefined) return
  const reasons = [refusal.kind, ...timesOf(times)] as const
  await exchange.record({ type: 'sign_in.limited', outcome: 'refused', ...about, reasons })
}
