import * as oauth from 'openid-client'
import { Browser } from './browser.ts'
import { clientId, type Stack } from './stack.ts'

/** A request that waits for its answer: what a client keeps on its side. */
interface PendingSignIn {
  readonly url: URL
  readonly verifier: string
  readonly state: string
}

/** The tour's client application, made with `openid-client`. */
export async function createClient(stack: Stack) {
  const { issuer } = stack.sallyport
  const server = await oauth.discovery(new URL(issuer), clientId, undefined, oauth.None(), {
    algorithm: 'oauth2',
    // Loopback without TLS.
    execute: [oauth.allowInsecureRequests],
  })
  return {
    metadata: server.serverMetadata(),

    begin: async (scope: string): Promise<PendingSignIn> => {
      const verifier = oauth.randomPKCECodeVerifier()
      const state = oauth.randomState()
      const url = oauth.buildAuthorizationUrl(server, {
        redirect_uri: stack.redirectUri,
        scope,
        state,
        resource: stack.api,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return { url, verifier, state }
    },

    finish: (pending: PendingSignIn, callback: URL) =>
      oauth.authorizationCodeGrant(server, callback, {
        pkceCodeVerifier: pending.verifier,
        expectedState: pending.state,
      }),

    refresh: (refreshToken: string) => oauth.refreshTokenGrant(server, refreshToken),
  }
}

export type Client = Awaited<ReturnType<typeof createClient>>

/** Signs a person in and allows what is asked; the callback that the client receives. */
export async function signInAndAllow(
  stack: Stack,
  pending: PendingSignIn,
  username: string,
  browser = new Browser(),
): Promise<URL> {
  const signInPage = await browser.follow(await browser.open(pending.url))
  const password = stack.passwordOf.get(username) ?? ''
  const consentPage = await browser.follow(await browser.submit(signInPage, { username, password }))
  const allowed = await browser.submit(consentPage, { decision: 'allow' })
  return new URL(allowed.headers.get('location') ?? '')
}
