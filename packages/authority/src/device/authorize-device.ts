import { addressBlock } from '@sallyport/protocol/peer'
import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { checkScope } from '../authorize/check-scope.ts'
import { chooseResources } from '../authorize/choose-resources.ts'
import { answerClient, type ClientEndpoint } from '../client-authentication/client-endpoint.ts'
import { makeCode } from '../grant/authorization-code.ts'
import type { Exchange } from '../http/exchange.ts'
import type { RecordedLimit } from '../http/recorded-limit.ts'
import { errorResponse, jsonResponse } from '../http/responses.ts'
import { digestUserCode, formatUserCode, makeUserCode } from './user-code.ts'

/** RFC 8628, as clients register for it and present it at the token endpoint. */
export const deviceGrantType = 'urn:ietf:params:oauth:grant-type:device_code'

const LIFETIME_SECONDS = 600
const INTERVAL_SECONDS = 5
/** Two devices at once with one user code are one chance in 25 milliards. */
const MOST_TRIES = 5

interface DeviceAuthorizationEndpoint extends ClientEndpoint {
  /** How many codes one address may ask for. */
  readonly codesByAddress: RecordedLimit
}

/**
 * POST /device/authorize: a client asks for a code that a person allows elsewhere. Data in: scope and
 * resource, as at /authorize. Data out: RFC 8628 §3.2.
 * @see RFC 8628 §3.1
 */
export function authorizeDevice(
  exchange: Exchange,
  endpoint: DeviceAuthorizationEndpoint,
): Promise<Response> {
  const { options, codesByAddress } = endpoint
  return answerClient(exchange, endpoint, async (client, parameters) => {
    if (!client.grant_types.includes(deviceGrantType)) {
      const text = 'the client may not use this grant_type'
      return refuseCodes('unauthorized_client', text, client, exchange)
    }
    const seconds = await codesByAddress.take(addressBlock(exchange.address ?? ''), exchange)
    if (seconds !== undefined) {
      return errorResponse(429, 'temporarily_unavailable', 'too many codes; try again later', {
        'retry-after': String(seconds),
      })
    }
    const resources = chooseResources(parameters.all('resource'), options.resources)
    if (!resources.ok) return refuseCodes('invalid_target', resources.refusal, client, exchange)
    const scope = checkScope(parameters, client, resources.value)
    if (!scope.ok) return refuseCodes(...scope.refusal, client, exchange)
    const asked = {
      scope: scope.value,
      resources: resources.value.map((resource) => resource.identifier),
    }
    return issueDeviceCode(client, asked, exchange, options)
  })
}

async function refuseCodes(
  error: 'unauthorized_client' | 'invalid_target' | 'invalid_scope',
  description: string,
  { client_id: clientId }: ClientRecord,
  exchange: Exchange,
): Promise<Response> {
  const reasons = [error]
  await exchange.record({ type: 'authorization.refused', outcome: 'refused', clientId, reasons })
  return errorResponse(400, error, description)
}

async function issueDeviceCode(
  client: ClientRecord,
  asked: { readonly scope: readonly string[]; readonly resources: readonly string[] },
  { now }: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  const { code, reference } = makeCode(options.random)
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const userCode = makeUserCode(options.random)
    const saved = await options.store.devices.save(
      {
        grantId: reference.grantId,
        deviceCodeDigest: reference.codeDigest,
        userCodeDigest: digestUserCode(userCode),
        clientId: client.client_id,
        ...asked,
        expiresAt: now + LIFETIME_SECONDS,
        intervalSeconds: INTERVAL_SECONDS,
        status: 'pending',
      },
      now,
    )
    if (saved === 'conflict') continue
    const page = `${options.issuer.replace(/\/$/, '')}/device`
    return jsonResponse(200, {
      device_code: code.reveal(),
      user_code: formatUserCode(userCode),
      verification_uri: page,
      verification_uri_complete: `${page}?user_code=${formatUserCode(userCode)}`,
      expires_in: LIFETIME_SECONDS,
      interval: INTERVAL_SECONDS,
    })
  }
  throw new Error('no user code is free')
}
