import { createTally } from '@sallyport/limits'
import { tell } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import {
  authenticateClient,
  invalidClient,
  recordAuthenticationFailure,
} from '../client-authentication/authenticate-client.ts'
import { parseClientCredentials } from '../client-authentication/client-credentials.ts'
import { answerClient, type ClientEndpoint } from '../client-authentication/client-endpoint.ts'
import { digestSecret } from '../clients/client-secret.ts'
import type { Exchange } from '../http/exchange.ts'
import { noParameters, type Parameters } from '../http/form-parameters.ts'
import { timesOf } from '../http/recorded-reasons.ts'
import { errorResponse, eventStreamResponse } from '../http/responses.ts'
import { createMayRead } from './may-read.ts'
import { type OpenStream, openStream } from './open-stream.ts'
import { createRevocationHub } from './revocation-hub.ts'
import { streamRevocations } from './stream-revocations.ts'

/** `/revocations`: what is no longer valid, as server-sent events for guards that share no store. */
export interface Revocations {
  /** GET, with HTTP Basic; POST, with a form, for the other ways of client authentication. */
  answer(exchange: Exchange, endpoint: ClientEndpoint): Promise<Response>
  /** Ends every stream, and lets no other begin. */
  release(): void
  /** Ends what reads the feed. */
  stop(): Promise<void>
}

export interface StreamLimits {
  readonly streams: number
  readonly streamsPerClient: number
}

/** A guard has one stream a process. */
const defaultLimits: StreamLimits = { streams: 1000, streamsPerClient: 200 }

/**
 * Makes the endpoint. Whoever reads is a confidential client that is an API (`introspectedBy` of a resource): the
 * entries name subjects of all of them.
 */
export function createRevocations(
  options: AuthorityOptions,
  limits: StreamLimits = defaultLimits,
): Revocations {
  const { store, resources } = options
  const readers = new Set(resources.flatMap(({ introspectedBy = [] }) => introspectedBy))
  const open = new Map<OpenStream, string>()
  // So that a client that tries again and again is recorded now and then, not each time.
  const refused = createTally({ windowSeconds: 60, clock: options.clock })
  let isReleased = false
  const endAll = () => {
    for (const stream of [...open.keys()]) stream.end()
  }
  const hub = createRevocationHub(store.revocations, {
    onError: (error) => tell(options.onFault, error, 'revocations'),
    onLost: endAll,
  })

  async function begin(
    exchange: Exchange,
    client: ClientRecord,
    parameters: Parameters,
  ): Promise<Response> {
    const { request, requestId } = exchange
    // Security: a public client has proved nothing, so it learns nothing.
    if (client.token_endpoint_auth_method === 'none') {
      await recordAuthenticationFailure(exchange, ['wrong_method'], client.client_id)
      return invalidClient()
    }
    if (!readers.has(client.client_id)) {
      await recordAuthenticationFailure(exchange, ['unauthorized_client'], client.client_id)
      return errorResponse(403, 'unauthorized_client', 'the client is not an API of this authority')
    }
    if (request.method === 'HEAD') return eventStreamResponse(null)
    if (isReleased) return errorResponse(503, 'temporarily_unavailable', 'this server is stopping')
    const own = [...open.values()].filter((id) => id === client.client_id).length
    if (open.size >= limits.streams || own >= limits.streamsPerClient) {
      const times = refused.note(client.client_id)
      if (times !== undefined) {
        await exchange.record({
          type: 'limit.hit',
          outcome: 'refused',
          clientId: client.client_id,
          reasons: ['streams', ...timesOf(times)],
        })
      }
      const headers = { 'retry-after': '5' }
      return errorResponse(429, 'temporarily_unavailable', 'too many streams', headers)
    }
    const texts = streamRevocations({
      ledger: store.revocations,
      hub,
      after: parsePosition(request.headers.get('last-event-id')),
      mayRead: createMayRead(client, secretDigestOf(request, parameters), options, requestId),
    })
    const stream = openStream(texts, {
      onEnd: () => open.delete(stream),
      onError: (error) => tell(options.onFault, error, requestId),
    })
    open.set(stream, client.client_id)
    return eventStreamResponse(stream.body)
  }

  return {
    answer: async (exchange, endpoint) => {
      if (exchange.request.method === 'POST') {
        return answerClient(exchange, endpoint, (client, parameters) =>
          begin(exchange, client, parameters),
        )
      }
      if (exchange.url.search !== '') {
        const text = 'there are no parameters; credentials belong in the `Authorization` header'
        return errorResponse(400, 'invalid_request', text)
      }
      const { clientAuthentication: authentication } = endpoint
      const client = await authenticateClient(noParameters, exchange, options, authentication)
      return client.ok ? begin(exchange, client.value, noParameters) : client.refusal.response
    },
    release: () => {
      isReleased = true
      endAll()
    },
    stop: async () => {
      isReleased = true
      endAll()
      await hub.stop()
    },
  }
}

/** What a reader says it has; what is no position is as if nothing were said. */
function parsePosition(text: string | null): number | undefined {
  if (text === null || !/^(?:0|[1-9]\d{0,15})$/.test(text)) return undefined
  const position = Number(text)
  return Number.isSafeInteger(position) ? position : undefined
}

/** Of the secret that was presented; undefined where the client proved itself with a key. */
function secretDigestOf(request: Request, parameters: Parameters): string | undefined {
  const parsed = parseClientCredentials(request.headers.get('authorization'), parameters)
  return parsed.ok && 'secret' in parsed.value ? digestSecret(parsed.value.secret) : undefined
}
