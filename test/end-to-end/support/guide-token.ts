import * as openid from 'openid-client'
import { Person } from './person.ts'
import type { Guides } from './start-guides.ts'

/** Signs a person in at a public client and answers the access token for the API of the guides. */
export async function takeGuideToken(
  { issuer, api, clock }: Guides,
  scope: string,
  options: {
    readonly client?: string
    readonly username?: string
    readonly signedInSecondsAgo?: number
  } = {},
): Promise<string> {
  const { client = 'desktop', username = 'alice', signedInSecondsAgo = 0 } = options
  const config = await openid.discovery(new URL(issuer), client, undefined, openid.None(), {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  })
  const verifier = openid.randomPKCECodeVerifier()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: 'http://127.0.0.1:51006/callback',
    scope,
    resource: api,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const now = clock.nowMs()
  clock.setMs(now - signedInSecondsAgo * 1000)
  const callback = await new Person().allow(url, username)
  const checks = { pkceCodeVerifier: verifier }
  const tokens = await openid.authorizationCodeGrant(config, callback, checks)
  clock.setMs(now)
  return tokens.access_token
}
