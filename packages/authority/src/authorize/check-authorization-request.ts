import { accept, type Result, refuse } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { findClient } from '../clients/find-client.ts'
import { isRegisteredRedirectUri } from '../clients/redirect-uri.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Parameters } from '../http/form-parameters.ts'
import type {
  AuthorizationErrorCode,
  AuthorizationRefusal,
  AuthorizationRequest,
} from './authorization-request.ts'
import { checkAuthenticationDemand } from './check-authentication-demand.ts'
import { checkScope } from './check-scope.ts'
import { chooseResources } from './choose-resources.ts'

type Checked<Value> = Result<Value, AuthorizationRefusal>

/** As much as waits with the request for a person; clients keep the rest themselves. */
const MOST_STATE_CHARACTERS = 2048

/** Once client and redirect URI are beyond doubt, refusals may go to the client. */
interface KnownClient {
  readonly client: ClientRecord
  readonly redirectUri: string
  readonly state: string | undefined
}

/** How a request came: in a browser's address, or from the client itself (RFC 9126). */
type Door = 'front' | 'pushed'

/**
 * Every check of an authorization request, in order: first who asks and where the answer may go
 * (refusals stay with the person: no open redirector), then what is asked (refusals go to the client).
 * Whichever way it came the checks are the same; some clients must push.
 * @see OAuth 2.1 §4.1.1 and §4.1.2.1, RFC 9126 §2.1
 */
export async function checkAuthorizationRequest(
  parameters: Parameters,
  exchange: Exchange,
  options: AuthorityOptions,
  door: Door,
): Promise<Checked<AuthorizationRequest>> {
  const known = await checkClient(parameters, exchange, options)
  if (!known.ok) return known
  const refuseToClient = refusalFor(known.value)
  const { client, redirectUri, state } = known.value

  const repeated = [...parameters.repeated]
  if (repeated.length > 0) return refuseToClient('invalid_request', 'a parameter is repeated')
  if (state !== undefined && state.length > MOST_STATE_CHARACTERS) {
    return refuseToClient(
      'invalid_request',
      `state is longer than ${MOST_STATE_CHARACTERS} characters`,
    )
  }

  if (!client.grant_types.includes('authorization_code')) {
    return refuseToClient('unauthorized_client', 'the client may not use authorization codes')
  }
  if (door === 'front' && mustPush(client, options)) {
    return refuseToClient('invalid_request', 'authorization requests must be pushed')
  }
  const unsupported = checkResponse(parameters)
  if (unsupported !== undefined) return refuseToClient(...unsupported)

  const challenge = checkChallenge(parameters)
  if (!challenge.ok) return refuseToClient('invalid_request', challenge.refusal)

  const resources = chooseResources(parameters.all('resource'), options.resources)
  if (!resources.ok) return refuseToClient('invalid_target', resources.refusal)

  const scope = checkScope(parameters, client, resources.value)
  if (!scope.ok) return refuseToClient(...scope.refusal)

  const demand = await checkAuthenticationDemand(parameters, client, options)
  if (!demand.ok) return refuseToClient(...demand.refusal)

  return accept({
    ...demand.value,
    clientId: client.client_id,
    redirectUri,
    ...(state === undefined ? {} : { state }),
    codeChallenge: challenge.value,
    scope: scope.value,
    resources: resources.value.map((resource) => resource.identifier),
  })
}

async function checkClient(
  parameters: Parameters,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Checked<KnownClient>> {
  const inDoubt = parameters.repeated.has('client_id') || parameters.repeated.has('redirect_uri')
  if (parameters.malformed || inDoubt) {
    return refuse({
      tell: 'person',
      reason: 'malformed_request',
      text: 'The application sent a request that can be read in more than one way.',
    })
  }
  const clientId = parameters.get('client_id')
  const client = clientId === undefined ? undefined : await findClient(clientId, exchange, options)
  if (client === undefined || client.status !== 'active') {
    return refuse({
      tell: 'person',
      reason: 'unknown_client',
      text: 'The application that sent you here is not registered.',
    })
  }
  const redirectUri = parameters.get('redirect_uri')
  if (redirectUri === undefined || !isRegisteredRedirectUri(redirectUri, client.redirect_uris)) {
    return refuse({
      tell: 'person',
      reason: 'unregistered_redirect_uri',
      clientId: client.client_id,
      text: 'The application asked to send you to an address that is not registered for it.',
    })
  }
  return accept({ client, redirectUri, state: parameters.get('state') })
}

function refusalFor({ client, redirectUri, state }: KnownClient) {
  return (error: AuthorizationErrorCode, description: string) =>
    refuse<AuthorizationRefusal>({
      tell: 'client',
      error,
      description,
      clientId: client.client_id,
      redirectUri,
      ...(state === undefined ? {} : { state }),
    })
}

/** @see RFC 9126 §5 and §6 */
function mustPush(client: ClientRecord, options: AuthorityOptions): boolean {
  return (
    options.requirePushedAuthorizationRequests === true ||
    client.require_pushed_authorization_requests === true
  )
}

function checkResponse(parameters: Parameters): [AuthorizationErrorCode, string] | undefined {
  const type = parameters.get('response_type')
  if (type === undefined) return ['invalid_request', 'response_type is missing']
  if (type !== 'code') return ['unsupported_response_type', 'only response_type code is supported']
  const mode = parameters.get('response_mode') ?? 'query'
  if (mode !== 'query') return ['invalid_request', 'only response_mode query is supported']
  if (parameters.get('request') !== undefined) {
    return ['request_not_supported', 'request objects are not supported']
  }
  if (parameters.get('registration') !== undefined) {
    return ['registration_not_supported', 'registration in the request is not supported']
  }
  if (parameters.get('request_uri') !== undefined) {
    return ['invalid_request', 'request_uri is not allowed in a request that is pushed']
  }
  return undefined
}

const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/

/** @see RFC 7636 §4.2 to §4.4.1 */
function checkChallenge(parameters: Parameters): Result<string, string> {
  const challenge = parameters.get('code_challenge')
  if (challenge === undefined) return refuse('code_challenge is missing: PKCE is required')
  if (parameters.get('code_challenge_method') !== 'S256') {
    return refuse('code_challenge_method must be S256')
  }
  if (!S256_CHALLENGE.test(challenge)) {
    return refuse('code_challenge must be a base64url SHA-256: 43 characters without padding')
  }
  return accept(challenge)
}
