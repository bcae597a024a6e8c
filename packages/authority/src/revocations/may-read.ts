import { nowSeconds } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'

/** How often a reader is looked at again, seconds. */
const lookEverySeconds = 30
/** For how long the last look counts where the store of clients cannot answer, seconds. */
const longestBlindSeconds = 600

/**
 * Answers whether a client that was authenticated once may still read: it is active, authenticates in the same
 * way, and what it proved itself with (`secretDigest`, or else its keys) is still its own. Asked often, it looks
 * every half minute; an outage of the store does not end what was rightly begun, until ten minutes have passed.
 */
export function createMayRead(
  client: ClientRecord,
  secretDigest: string | undefined,
  { store, clock, onFault }: AuthorityOptions,
  requestId: string,
): () => Promise<boolean> {
  let triedAt = nowSeconds(clock)
  let lookedAt = triedAt
  return async () => {
    const now = nowSeconds(clock)
    if (isWithin(now - triedAt, lookEverySeconds)) return true
    triedAt = now
    try {
      const today = await store.clients.find(client.client_id)
      lookedAt = now
      return today !== undefined && isAsBefore(today, client, secretDigest, now)
    } catch (error) {
      onFault(error, requestId)
      return isWithin(now - lookedAt, longestBlindSeconds)
    }
  }
}

/** Security: a clock that was set back makes a look old, not new for as long. */
function isWithin(age: number, limit: number): boolean {
  return age >= 0 && age < limit
}

function isAsBefore(
  today: ClientRecord,
  before: ClientRecord,
  secretDigest: string | undefined,
  now: number,
): boolean {
  if (today.status !== 'active') return false
  if (today.token_endpoint_auth_method !== before.token_endpoint_auth_method) return false
  if (secretDigest === undefined) {
    const keysOf = ({ jwks, jwks_uri }: ClientRecord) => JSON.stringify([jwks, jwks_uri])
    return keysOf(today) === keysOf(before)
  }
  return today.secrets.some(
    ({ digest, expiresAt }) =>
      digest === secretDigest && (expiresAt === undefined || now < expiresAt),
  )
}
