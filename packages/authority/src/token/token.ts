import type { Result } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import { answerClient, type ClientEndpoint } from '../client-authentication/client-endpoint.ts'
import { deviceGrantType } from '../device/authorize-device.ts'
import { pollDevice } from '../device/poll-device.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Parameters } from '../http/form-parameters.ts'
import { errorResponse, jsonResponse } from '../http/responses.ts'
import { refresh } from '../refresh/refresh.ts'
import { noteUse } from '../registration/note-use.ts'
import { actForItself } from './client-credentials.ts'
import type { IssuedTokens } from './issue-tokens.ts'
import { redeemCode } from './redeem-code.ts'
import { renderTokenRefusal, type TokenRefusal } from './token-refusal.ts'
import type { TokenRequest } from './token-request.ts'

/** The grants: each has only what differs; parsing, client authentication and answers are here. */
const grants = new Map<
  string,
  (request: TokenRequest) => Promise<Result<IssuedTokens, TokenRefusal>>
>([
  ['authorization_code', redeemCode],
  ['refresh_token', refresh],
  ['client_credentials', actForItself],
  [deviceGrantType, pollDevice],
])

/** For metadata: what is listed is what works. */
export const grantTypes: readonly string[] = [...grants.keys()]

/**
 * POST /token: parse, authenticate the client, find the grant, redeem, issue.
 * Data in: a form body, nothing from the query. Data out: RFC 6749 §5.1 or §5.2.
 * @see OAuth 2.1 §3.2
 */
export function token(exchange: Exchange, endpoint: ClientEndpoint): Promise<Response> {
  return answerClient(exchange, endpoint, (client, parameters) =>
    answer(client, parameters, exchange, endpoint),
  )
}

async function answer(
  client: ClientRecord,
  parameters: Parameters,
  exchange: Exchange,
  { options, refreshTokens }: ClientEndpoint,
): Promise<Response> {
  const grantType = parameters.get('grant_type')
  if (grantType === undefined) {
    return refuseGrantType('invalid_request', 'grant_type is missing', client, exchange)
  }
  const grant = grants.get(grantType)
  if (grant === undefined) {
    const text = 'this grant_type is not supported'
    return refuseGrantType('unsupported_grant_type', text, client, exchange)
  }
  if (!client.grant_types.includes(grantType)) {
    const text = 'the client may not use this grant_type'
    return refuseGrantType('unauthorized_client', text, client, exchange)
  }
  const issued = await grant({ client, parameters, exchange, options, refreshTokens })
  if (!issued.ok) return renderTokenRefusal(issued.refusal)
  await noteUse(client, exchange.now, options)
  return jsonResponse(200, issued.value.response)
}

async function refuseGrantType(
  error: 'invalid_request' | 'unsupported_grant_type' | 'unauthorized_client',
  description: string,
  { client_id: clientId }: ClientRecord,
  exchange: Exchange,
): Promise<Response> {
  await exchange.record({ type: 'token.refused', outcome: 'refused', clientId, reasons: [error] })
  return errorResponse(400, error, description)
}
