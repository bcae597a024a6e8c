import { type JsonObject, Secret } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { digestSecret, matchesSecret } from '../clients/client-secret.ts'
import { findClient } from '../clients/find-client.ts'
import { makeMarkedSecret } from '../clients/marked-secret.ts'
import type { ParsedClientMetadata } from '../clients/parse-client-metadata.ts'
import { planClient } from '../clients/plan-client.ts'
import type { Exchange } from '../http/exchange.ts'
import { readJson } from '../http/read-json.ts'
import { readBearer, unauthorized } from './bearer.ts'
import { refuseMetadata } from './refuse-metadata.ts'
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
): Promise<Response> {
  const own = await loadOwnClient(exchange, options)
  if (own === undefined) return unauthorized(exchange)
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
  const { client, secret } = replaceMetadata(own.client, planned.value, exchange, options)
  const replaced = await options.store.clients.replaceRegistered(client, own.tokenDigest)
  if (!replaced) return unauthorized(exchange)
  await record(exchange, client, 'registration_changed')
  const { token } = own
  return renderClient(200, client, { token, ...(secret === undefined ? {} : { secret }) }, options)
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
  await revocations.revoke({ target: { kind: 'client', id: client.client_id }, now: exchange.now })
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

function replaceMetadata(
  before: ClientRecord,
  metadata: ParsedClientMetadata,
  { now }: Exchange,
  options: AuthorityOptions,
): { readonly client: ClientRecord; readonly secret?: Secret<string> } {
  const { client_id, origin, registration, status, createdAt } = before
  const { token_endpoint_auth_method: method } = metadata
  const needsSecret = method === 'client_secret_basic' || method === 'client_secret_post'
  const client: ClientRecord = {
    client_id,
    ...metadata,
    origin,
    secrets: needsSecret ? before.secrets : [],
    ...(registration === undefined ? {} : { registration }),
    status,
    createdAt,
    updatedAt: now,
  }
  if (!needsSecret || before.secrets.length > 0) return { client }
  const secret = makeMarkedSecret('sps', options.random)
  const secrets = [{ digest: digestSecret(secret.reveal()), createdAt: now }]
  return { client: { ...client, secrets }, secret }
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
