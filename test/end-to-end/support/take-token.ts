import * as openid from 'openid-client'
import { Person } from './person.ts'
import { scope as everyScope, type Line } from './start-line.ts'

/** Signs a person in, allows, and swaps the code: an access token for the documents API. */
export async function takeToken(
  line: Line,
  username: string,
  scope: string = everyScope,
): Promise<string> {
  const config = await openid.discovery(new URL(line.issuer), 'public', undefined, openid.None(), {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  })
  const verifier = openid.randomPKCECodeVerifier()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: 'http://127.0.0.1:51004/callback',
    scope,
    resource: line.api,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const callback = await new Person().allow(url, username)
  const checks = { pkceCodeVerifier: verifier }
  return (await openid.authorizationCodeGrant(config, callback, checks)).access_token
}
