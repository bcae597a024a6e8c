import * as openid from 'openid-client'
import { Person } from './person.ts'
import { scope as everyScope, type Line } from './start-line.ts'

type Where = Pick<Line, 'issuer' | 'api'>

/** Signs a person in, allows, and swaps the code, as client `public`: tokens for the documents API. */
export async function takeTokens(
  { issuer, api }: Where,
  username: string,
  scope: string = everyScope,
): Promise<{ readonly accessToken: string; readonly refreshToken: string }> {
  const config = await openid.discovery(new URL(issuer), 'public', undefined, openid.None(), {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  })
  const verifier = openid.randomPKCECodeVerifier()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: 'http://127.0.0.1:51004/callback',
    scope,
    resource: api,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const callback = await new Person().allow(url, username)
  const checks = { pkceCodeVerifier: verifier }
  const tokens = await openid.authorizationCodeGrant(config, callback, checks)
  return { accessToken: tokens.access_token, refreshToken: tokens.refresh_token ?? '' }
}

/** The access token alone. */
export async function takeToken(line: Where, username: string, scope?: string): Promise<string> {
  return (await takeTokens(line, username, scope)).accessToken
}
