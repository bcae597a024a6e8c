import { createHash } from 'node:crypto'
import type { ClientRecord } from '@sallyport/store'
import { type CachedKeys, verifyClientAssertion } from '@sallyport/tokens'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import type { RecordedReason } from '../http/recorded-reasons.ts'

/**
 * Checks that an assertion is the client's own, good now, and used for the first time; answers why it is
 * not.
 * Security: its `jti` is claimed only once everything else holds, so that nobody but the client can use
 * one up. It is claimed for every endpoint at once.
 * @see RFC 7523 §3, STANDARDS.md PKJ-01 to PKJ-05
 */
export async function checkAssertion(
  client: ClientRecord,
  assertion: string,
  { now }: Exchange,
  { issuer, store }: AuthorityOptions,
  keys: CachedKeys,
): Promise<RecordedReason | undefined> {
  const verified = await verifyClientAssertion(assertion, {
    issuer,
    clientId: client.client_id,
    keys,
    nowSeconds: now,
  })
  if (!verified.ok) return `assertion_${verified.refusal}`
  const { tokenId, forgetAt } = verified.value
  const key = `assertion ${digest(client.client_id, tokenId)}`
  const isFirst = await store.oneTimes.claim({ key, now, expiresAt: forgetAt })
  return isFirst ? undefined : 'assertion_replayed'
}

/** Of one client's `jti`, and never that of another client's. */
function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
