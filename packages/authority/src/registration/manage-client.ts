import { type JsonObject, nowSeconds, Secret } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { digestSecret, matchesSecret } from '../clients/client-secret.ts'
import { findClient } from '../clients/find-client.ts'
import { makeMarkedSecret } from '../clients/marked-secret.ts'
import type { ParsedClientMetadata } from '../clients/parse-client-metadata.ts'
import { planClient } from '../clients/plan-client.ts'
import type { Exchange } from '../http/exchange.ts'
import { readJson } from '../http/read-json.ts'
import type { RecordedLimit } from '../http/recorded-limit.ts'
import { readBearer, unauthorized } from './bearer.ts'
import { refuseMetadata } from './refuse-metadata.ts'
import { tooManyRegistrations } from './registration.ts'
import type { RegistrationOptions } from './registration-options.ts'
import { renderClient } from './render-client.ts'

/** A client that has proved itself at its configuration endpoint. */
interface OwnClient {
  readonly client: ClientRecord
  readonly token: Secret<string>
  readonly tokenDigest: string
}

/** GET /register/{client_id}: the client as it is registered (RFC 7592 §2.1). */
export async function showClient(exchange: Exchange, options: AuthorityOptions): Promise<Response> {
  const own = await loadOwnClient(exchange, options)
  if (own === undefined) return unauthorized(exchange)
  return renderClient(200, own.client, own, options)
}

/**
 * PUT /register/{client_id}: replaces all of the metadata under the rules of a registration; what is left
 * out is gone. A secret is kept, or made where the client has none and now needs one; none is ever chosen.
 * @see RFC 7592 §2.2
 */
export async function changeClient(
  exchange: Exchange,
  options: AuthorityOptions,
  rules: RegistrationOptions,
  changes: RecordedLimit,
): Promise<Response> {
  const own = await loadOwnClient(exchange, options)
  if (own === undefined) return unauthorized(exchange)
  // Security: each change may name an address for us to fetch from . Of the client alone, so that nobody uses
  // up what another has.
  const wait = await changes.take(own.client.client_id, exchange)
  if (wait !== undefined) return tooManyRegistrations(wait)
  const json = await readJson(exchange.request)
  if (!json.ok) return refuseMetadata({ error: json.refusal }, exchange)
  const wrong = findForeignMember(json.value, own.client, exchange.now)
  if (wrong !== undefined) return refuseMetadata(wrong, exchange)
  const planned = planClient(
    json.value,
    { ...rules, defaultMethod: 'client_secret_basic' },
    options.issuer,
  )
  if (!planned.ok) return refuseMetadata(planned.refusal, exchange)
  const { client_id } = own.client
  const { token, tokenDigest } = own
  const secret = makeSecret(planned.value, options)
  const digest = secret === undefined ? undefined : digestSecret(secret.reveal())
  const client = await options.store.clients.replaceRegistered({
    metadata: { client_id, ...planned.value },
    tokenDigest,
    ...(digest === undefined ? {} : { secret: { digest, createdAt: exchange.now } }),
    now: exchange.now,
  })
  if (client === undefined) return unauthorized(exchange)
  await record(exchange, client, 'registration_changed')
  const isKept = secret !== undefined && client.secrets.some((kept) => kept.digest === digest)
  return renderClient(200, client, { token, ...(isKept ? { secret } : {}) }, options)
}

/** DELETE /register/{client_id}: the client and everything it holds end (RFC 7592 §2.3). */
export async function removeClient(
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  const own = await loadOwnClient(exchange, options)
  if (own === undefined) return unauthorized(exchange)
  const { client } = own
  const { revocations, clients } = options.store
  // As of now: what was issued since the request came ends too.
  const now = nowSeconds(options.clock)
  await revocations.revoke({ target: { kind: 'client', id: client.client_id }, now })
  await clients.remove(client.client_id)
  await record(exchange, client, 'registration_removed')
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
}

/**
 * The client of the path, if the token is its own. Security: an unknown client, another's token and none
 * at all look the same, so that ids cannot be tried out (STANDARDS.md DCR-06).
 */
async function loadOwnClient(
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<OwnClient | undefined> {
  const token = readBearer(exchange.request.headers)
  const clientId = exchange.url.pathname.split('/').at(-1) ?? ''
  const client = await findClient(clientId, exchange, options)
  const tokenDigest = client?.registration?.tokenDigest
  const records = tokenDigest === undefined ? [] : [{ digest: tokenDigest, createdAt: 0 }]
  const matches = matchesSecret(token ?? '', records, exchange.now)
  if (token === undefined || client?.status !== 'active' || !matches) return undefined
  return { client, token: new Secret(token), tokenDigest: digestSecret(token) }
}

const SERVER_CHOSEN = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
] as const

/** RFC 7592 §2.2: the id must be the client's own, and of what the server chooses nothing may be named. */
function findForeignMember(json: JsonObject, client: ClientRecord, now: number) {
  const error = 'invalid_client_metadata' as const
  if (json.client_id !== client.client_id) {
    return { error, member: 'client_id', what: "must be the client's own" }
  }
  const chosen = SERVER_CHOSEN.find((name) => Object.hasOwn(json, name))
  if (chosen !== undefined) return { error, member: chosen, what: 'must be left out' }
  const { client_secret: secret } = json
  const isKnown = typeof secret === 'string' && matchesSecret(secret, client.secrets, now)
  if (secret !== undefined && !isKnown) {
    return { error, member: 'client_secret', what: 'must be the one that was issued, or left out' }
  }
  return undefined
}

/** One for a client that needs a secret, should it have none. */
function makeSecret(
  { token_endpoint_auth_method: method }: ParsedClientMetadata,
  { random }: AuthorityOptions,
): Secret<string> | undefined {
  const needsSecret = method === 'client_secret_basic' || method === 'client_secret_post'
  return needsSecret ? makeMarkedSecret('sps', random) : undefined
}

function record(
  exchange: Exchange,
  { client_id: clientId }: ClientRecord,
  reason: 'registration_changed' | 'registration_removed',
): Promise<void> {
  return exchange.record({
    type: 'client.changed',
    outcome: 'success',
    clientId,
    reasons: [reason],
  })
}
