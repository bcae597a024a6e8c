import { addressBlock } from '@sallyport/protocol/peer'
import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { digestSecret, matchesSecret } from '../clients/client-secret.ts'
import { makeMarkedSecret } from '../clients/marked-secret.ts'
import { planClient } from '../clients/plan-client.ts'
import type { Exchange } from '../http/exchange.ts'
import { readJson } from '../http/read-json.ts'
import type { RecordedLimit } from '../http/recorded-limit.ts'
import { errorResponse } from '../http/responses.ts'
import { readBearer, unauthorized } from './bearer.ts'
import { refuseMetadata } from './refuse-metadata.ts'
import type { RegistrationOptions } from './registration-options.ts'
import { renderClient } from './render-client.ts'

/** How often clients may be registered: by one address, and by all together. */
interface RegistrationLimits {
  readonly byAddress: RecordedLimit
  readonly inTotal: RecordedLimit
}

/**
 * POST /register: a client registers itself. Data in: JSON metadata, and an initial access token where
 * they are demanded. Data out: the client as it was registered, with what it authenticates with here and
 * at the client configuration endpoint.
 * Invariant: nothing that the client says names its id, its secret, its origin or its lifetime; what it
 * asks beyond the policy it does not get.
 * @see RFC 7591 §3, STANDARDS.md DCR-01 to DCR-07
 */
export async function register(
  exchange: Exchange,
  options: AuthorityOptions,
  rules: RegistrationOptions,
  limits: RegistrationLimits,
): Promise<Response> {
  const wait = await limits.byAddress.take(addressBlock(exchange.address ?? ''), exchange)
  if (wait !== undefined) return tooManyRegistrations(wait)
  if (!mayRegister(exchange, rules)) return unauthorized(exchange)
  const json = await readJson(exchange.request)
  if (!json.ok) return refuseMetadata({ error: json.refusal }, exchange)
  const planned = planClient(
    json.value,
    { ...rules, defaultMethod: 'client_secret_basic' },
    options.issuer,
  )
  if (!planned.ok) return refuseMetadata(planned.refusal, exchange)
  // Last, so that nobody without a token, or without sense, uses up what all share.
  const sharedWait = await limits.inTotal.take('', exchange)
  if (sharedWait !== undefined) return tooManyRegistrations(sharedWait)

  const { token_endpoint_auth_method: method } = planned.value
  const hasSecret = method === 'client_secret_basic' || method === 'client_secret_post'
  const secret = hasSecret ? makeMarkedSecret('sps', options.random) : undefined
  const token = makeMarkedSecret('spr', options.random)
  const client: ClientRecord = {
    client_id: Buffer.from(options.random(16)).toString('base64url'),
    ...planned.value,
    origin: 'registration',
    secrets:
      secret === undefined
        ? []
        : [{ digest: digestSecret(secret.reveal()), createdAt: exchange.now }],
    registration: {
      tokenDigest: digestSecret(token.reveal()),
      expiresAt: exchange.now + rules.unusedSeconds,
    },
    status: 'active',
    createdAt: exchange.now,
    updatedAt: exchange.now,
  }
  // 128 random bits are no user's `sub`, unless the operator gave that one to a user.
  if ((await options.store.clients.save(client)) === 'conflict') {
    throw new Error('a random client id is the subject of a user')
  }
  await exchange.record({
    type: 'client.changed',
    outcome: 'success',
    clientId: client.client_id,
    reasons: ['registered'],
  })
  return renderClient(201, client, { token, ...(secret === undefined ? {} : { secret }) }, options)
}

function mayRegister({ request, now }: Exchange, { initialAccessTokens }: RegistrationOptions) {
  if (initialAccessTokens.length === 0) return true
  const token = readBearer(request.headers)
  const records = initialAccessTokens.map((known) => ({
    digest: digestSecret(known.reveal()),
    createdAt: 0,
  }))
  return token !== undefined && matchesSecret(token, records, now)
}

/** Of clients, or of changes to one. */
export function tooManyRegistrations(retryAfterSeconds: number): Response {
  return errorResponse(429, 'temporarily_unavailable', 'too many registrations; try again later', {
    'retry-after': String(retryAfterSeconds),
  })
}
