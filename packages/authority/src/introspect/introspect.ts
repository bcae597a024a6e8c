import type { ClientRecord } from '@sallyport/store'
import { loadAccessToken } from '../access-token/load-access-token.ts'
import {
  invalidClient,
  recordAuthenticationFailure,
} from '../client-authentication/authenticate-client.ts'
import { answerClient, type ClientEndpoint } from '../client-authentication/client-endpoint.ts'
import type { Exchange } from '../http/exchange.ts'
import type { RecordedLimit } from '../http/recorded-limit.ts'
import { errorResponse, jsonResponse } from '../http/responses.ts'
import { describeAccessToken, describeRefreshToken } from './describe-token.ts'
import { loadRefreshToken } from './load-refresh-token.ts'

interface IntrospectionEndpoint extends ClientEndpoint {
  /** How often a client may ask in vain. */
  readonly vainQuestions: RecordedLimit
}

/**
 * POST /introspect: a token in, its facts out, for whom they concern: the resource server that an
 * access token is for, and the client that a token was issued to.
 * Invariant: unknown, expired, revoked and not the caller's to know are one answer, byte for byte.
 * @see RFC 7662 §2
 */
export function introspect(exchange: Exchange, endpoint: IntrospectionEndpoint): Promise<Response> {
  const { vainQuestions } = endpoint
  return answerClient(exchange, endpoint, async (client, parameters) => {
    // Security: a public client has proved nothing, so it learns nothing (RFC 7662 §4).
    if (client.token_endpoint_auth_method === 'none') {
      await recordAuthenticationFailure(exchange, ['wrong_method'], client.client_id)
      return invalidClient()
    }
    const token = parameters.get('token')
    if (token === undefined) return errorResponse(400, 'invalid_request', 'token is missing')
    // Security: only questions in vain are refused. Otherwise whoever floods an API with made-up tokens
    // would silence us for the tokens of everybody else.
    const facts = await describeFor(client, token, exchange, endpoint)
    if (facts !== undefined) return jsonResponse(200, facts)
    const seconds = await vainQuestions.take(client.client_id, exchange)
    return seconds === undefined ? jsonResponse(200, { active: false }) : tooManyQuestions(seconds)
  })
}

/** The facts of a live token that concerns the client; undefined for everything else. */
async function describeFor(
  client: ClientRecord,
  text: string,
  exchange: Exchange,
  { options, refreshTokens }: IntrospectionEndpoint,
): Promise<object | undefined> {
  const refreshToken = await loadRefreshToken(refreshTokens.parse(text), exchange, options)
  if (refreshToken !== undefined) {
    return refreshToken.grant.clientId === client.client_id
      ? describeRefreshToken(refreshToken, options)
      : undefined
  }
  const accessToken = await loadAccessToken(text, exchange, options)
  if (!accessToken.ok) return undefined
  const { clientId, audience } = accessToken.value.principal
  const isItsApi = options.resources.some(
    ({ identifier, introspectedBy = [] }) =>
      audience.includes(identifier) && introspectedBy.includes(client.client_id),
  )
  return isItsApi || clientId === client.client_id
    ? describeAccessToken(accessToken.value)
    : undefined
}

/** Security: whoever asks about one unknown token after the other is guessing. */
function tooManyQuestions(retryAfterSeconds: number): Response {
  const text = 'too many questions about tokens that are not active'
  return errorResponse(429, 'temporarily_unavailable', text, {
    'retry-after': String(retryAfterSeconds),
  })
}
