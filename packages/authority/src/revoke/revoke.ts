import type { RevocationTarget } from '@sallyport/protocol'
import { type GrantRecord, revocationLeewaySeconds } from '@sallyport/store'
import { loadAccessToken } from '../access-token/load-access-token.ts'
import { answerClient, type ClientEndpoint } from '../client-authentication/client-endpoint.ts'
import type { Exchange, ExchangeFact } from '../http/exchange.ts'
import { emptyResponse, errorResponse } from '../http/responses.ts'

/**
 * POST /revoke: a token in; it is no longer valid. A refresh token takes its whole grant with it, an
 * access token only itself. What is not the client's own, or no token at all, is left as it is, and
 * the answer is the same.
 * @see RFC 7009 §2
 */
export function revoke(exchange: Exchange, endpoint: ClientEndpoint): Promise<Response> {
  return answerClient(exchange, endpoint, async (client, parameters) => {
    const token = parameters.get('token')
    if (token === undefined) return errorResponse(400, 'invalid_request', 'token is missing')
    // `token_type_hint` would say where to look first; the two kinds cannot be taken for each other.
    const found = await find(token, exchange, endpoint)
    if (found === undefined) return emptyResponse()
    const isOwn = found.clientId === client.client_id
    if (isOwn) {
      await endpoint.options.store.revocations.revoke({ target: found.target, now: exchange.now })
    }
    await exchange.record({
      type: 'token.revoked',
      outcome: isOwn ? 'success' : 'refused',
      // Who presented it, which need not be whom it was issued to.
      clientId: client.client_id,
      ...found.facts,
      reasons: [isOwn ? 'revoked_by_client' : 'wrong_client'],
    })
    return emptyResponse()
  })
}

interface Revocable {
  readonly target: RevocationTarget
  /** Whom the token was issued to. */
  readonly clientId: string
  readonly facts: Partial<ExchangeFact>
}

/** What is to be revoked for this token; undefined where it is none of ours, or over anyway. */
async function find(
  token: string,
  exchange: Exchange,
  { options, refreshTokens }: ClientEndpoint,
): Promise<Revocable | undefined> {
  const refreshToken = refreshTokens.parse(token)
  if (refreshToken !== undefined) {
    const grant = await options.store.grants.find(refreshToken.grantId)
    if (grant === undefined || isRevoked(grant)) return undefined
    const { grantId, clientId, subject, sessionId } = grant
    const facts = { grantId, subject, sessionId }
    return { target: { kind: 'grant', id: grantId }, clientId, facts }
  }
  // Security: as long after its end as a guard with another clock may still take it for valid.
  const live = await loadAccessToken(token, exchange, options, revocationLeewaySeconds)
  if (!live.ok) return undefined
  const { tokenId, clientId, subject, grantId, sessionId } = live.value.principal
  return {
    target: { kind: 'token', id: tokenId },
    clientId,
    facts: {
      tokenId,
      subject,
      ...(grantId === undefined ? {} : { grantId }),
      ...(sessionId === undefined ? {} : { sessionId }),
    },
  }
}

/** A grant that ended quietly may have access tokens that live on; these are in the feed already. */
function isRevoked({ endedBecause: because }: GrantRecord): boolean {
  return endsInFeed.some((end) => end === because)
}

const endsInFeed = ['revoked', 'code_replayed', 'refresh_token_reused', 'device_changed'] as const
