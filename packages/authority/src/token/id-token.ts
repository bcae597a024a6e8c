import type { GrantRecord } from '@sallyport/store'
import { issueIdToken } from '@sallyport/tokens'
import type { TokenRequest } from './token-request.ts'

const LIFETIME_SECONDS = 600

/** The algorithm of clients that registered none (OpenID Connect Registration §2). */
export const defaultIdTokenAlgorithm = 'RS256'

/**
 * The ID token that goes with an access token: who the person is and how they signed in, for this
 * client alone. The sign-in is that of the grant, however often it is refreshed.
 * @see OpenID Connect Core §2, §12.2
 */
export async function idTokenFor(
  { client, exchange, options }: TokenRequest,
  grant: GrantRecord,
  accessToken: string,
  nonce: string | undefined,
): Promise<string> {
  const algorithm = client.id_token_signed_response_alg ?? defaultIdTokenAlgorithm
  const claims = {
    iss: options.issuer,
    sub: grant.subject,
    aud: client.client_id,
    iat: exchange.now,
    exp: exchange.now + LIFETIME_SECONDS,
    auth_time: grant.authTime,
    ...(nonce === undefined ? {} : { nonce }),
    sid: grant.sessionId,
    ...(grant.acr === undefined ? {} : { acr: grant.acr }),
    amr: grant.amr,
  }
  return issueIdToken(claims, accessToken, await options.keys.signer(algorithm))
}
