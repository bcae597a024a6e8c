import type { Backoff, Tally } from '@sallyport/limits'
import { accept, type Result, refuse } from '@sallyport/protocol'
import { addressBlock } from '@sallyport/protocol/peer'
import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { digestSecret, matchesSecret } from '../clients/client-secret.ts'
import { findClient } from '../clients/find-client.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Parameters } from '../http/form-parameters.ts'
import { type RecordedReason, timesOf } from '../http/recorded-reasons.ts'
import { errorResponse } from '../http/responses.ts'
import { checkAssertion } from './check-assertion.ts'
import {
  type ClientCredentials,
  type ProvingCredentials,
  parseClientCredentials,
} from './client-credentials.ts'
import type { ClientKeys } from './client-keys.ts'

/** What client authentication remembers between requests. */
export interface ClientAuthentication {
  /** Of one client from one address. */
  readonly failures: Backoff
  /** Of whatever comes from one address. */
  readonly addressFailures: Backoff
  /** So that what is held back is recorded now and then, not each time. */
  readonly heldBack: Tally
  readonly keys: ClientKeys
}

/** An answer that says no, and the client it is for as far as one was found: its own web page may read it. */
export interface ClientRefusal {
  readonly response: Response
  readonly client?: ClientRecord | undefined
}

/**
 * Authenticates the client of a request to a back-channel endpoint: with exactly the method that is
 * registered for it. A public client only identifies itself. Refusals are answers, alike for an unknown
 * client and a wrong secret.
 * Security: an address that has failed too often is told so instead of what was wrong, whatever client it
 * names, and nothing more of it is kept; a client that proves itself from there is served, as long as
 * nothing that a stranger names has to be fetched for it.
 * @see OAuth 2.1 §2.4 and §3.2.4
 */
export async function authenticateClient(
  body: Parameters,
  exchange: Exchange,
  options: AuthorityOptions,
  authentication: ClientAuthentication,
): Promise<Result<ClientRecord, ClientRefusal>> {
  const authorization = exchange.request.headers.get('authorization')
  const parsed = parseClientCredentials(authorization, body)
  if (!parsed.ok) {
    return refuse({ response: await answerFailure(parsed.refusal, exchange, authentication) })
  }
  const credentials = parsed.value
  if (credentials.method === 'none') {
    const client = await findClient(credentials.clientId, exchange, options)
    return judge(client, findMismatch(client, credentials), exchange, authentication)
  }
  // Keyed by client and address: a flood from one place does not lock the client out of another.
  const block = addressBlock(exchange.address ?? '')
  const key = `client ${digestSecret(credentials.clientId)} ${block}`
  // Only looked at here: many requests of one honest client may be under way at once.
  const { failures } = authentication
  const verdict = await failures.check(key)
  if (!verdict.allowed) {
    const response = await holdBack(verdict.retryAfterSeconds, key, exchange, authentication)
    return refuse({ response })
  }
  const client = await findClient(credentials.clientId, exchange, options)
  const reason = await findFailure(client, credentials, exchange, options, authentication)
  const judged = await judge(client, reason, exchange, authentication)
  if (reason === undefined && verdict.count > 0) await failures.clear(key)
  // Keys that cannot be had are nobody's guess; of a client that is not there nothing is kept by its name.
  const isGuess = reason !== undefined && reason !== 'assertion_keys_unavailable'
  if (isGuess && client !== undefined) await failures.begin(key)
  return judged
}

async function judge(
  client: ClientRecord | undefined,
  reason: RecordedReason | undefined,
  exchange: Exchange,
  authentication: ClientAuthentication,
): Promise<Result<ClientRecord, ClientRefusal>> {
  if (client !== undefined && reason === undefined) return accept(client)
  const why = reason ?? 'unknown_client'
  const response = await answerFailure(why, exchange, authentication, client?.client_id)
  return refuse({ response, client })
}

async function answerFailure(
  reason: RecordedReason,
  exchange: Exchange,
  authentication: ClientAuthentication,
  clientId?: string,
): Promise<Response> {
  const key = addressKey(exchange)
  const verdict = await authentication.addressFailures.begin(key)
  if (!verdict.allowed) return holdBack(verdict.retryAfterSeconds, key, exchange, authentication)
  await recordAuthenticationFailure(exchange, [reason], clientId)
  return reason === 'ambiguous'
    ? errorResponse(400, 'invalid_request', 'more than one client authentication is used')
    : invalidClient()
}

async function holdBack(
  retryAfterSeconds: number,
  key: string,
  exchange: Exchange,
  { heldBack }: ClientAuthentication,
): Promise<Response> {
  const times = heldBack.note(key)
  if (times !== undefined) {
    await recordAuthenticationFailure(exchange, ['held_back', ...timesOf(times)])
  }
  const seconds = Math.max(1, Math.ceil(Math.min(retryAfterSeconds, 86_400)))
  return errorResponse(429, 'temporarily_unavailable', 'too many failed client authentications', {
    'retry-after': String(seconds),
  })
}

function addressKey({ address }: Exchange): string {
  return `client address ${addressBlock(address ?? '')}`
}

/** Why the credentials do not prove that it is the client. */
async function findFailure(
  client: ClientRecord | undefined,
  credentials: ProvingCredentials,
  exchange: Exchange,
  options: AuthorityOptions,
  { addressFailures, keys }: ClientAuthentication,
): Promise<RecordedReason | undefined> {
  if (credentials.method === 'private_key_jwt') {
    const mismatch = findMismatch(client, credentials)
    if (client === undefined || mismatch !== undefined) return mismatch
    const { allowed } = await addressFailures.check(addressKey(exchange))
    const own = keys.of(client, { address: exchange.address, isHeldBack: !allowed })
    return checkAssertion(client, credentials.assertion, exchange, options, own)
  }
  // Weighed in any case, so that the time it takes does not tell what client there is.
  const matches = matchesSecret(credentials.secret, client?.secrets ?? [], exchange.now)
  return findMismatch(client, credentials) ?? (matches ? undefined : 'wrong_secret')
}

/** Whether there is such a client, and with exactly this method. */
function findMismatch(
  client: ClientRecord | undefined,
  { method }: ClientCredentials,
): RecordedReason | undefined {
  if (client === undefined) return 'unknown_client'
  if (client.status !== 'active') return 'disabled'
  return client.token_endpoint_auth_method === method ? undefined : 'wrong_method'
}

/** Records why a client was not believed, or may not ask as it is. */
export function recordAuthenticationFailure(
  exchange: Exchange,
  reasons: readonly RecordedReason[],
  clientId?: string,
): Promise<void> {
  return exchange.record({
    type: 'client_authentication.failed',
    outcome: 'refused',
    ...(clientId === undefined ? {} : { clientId }),
    reasons,
  })
}

/** The client is not who it says, or may not ask. RFC 9110 §11.6.1: a 401 always carries a challenge. */
export function invalidClient(): Response {
  return errorResponse(401, 'invalid_client', 'client authentication failed', {
    'www-authenticate': 'Basic realm="sallyport"',
  })
}
