import { randomUUID } from 'node:crypto'
import express, { type Request } from 'express'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as openid from 'openid-client'

/** A web application in which people sign in: its sessions are its own, and so are its tokens. */
const app = express()
app.disable('x-powered-by')

// #region discovery
const issuer = new URL('http://localhost:4000')
const secret = openid.ClientSecretBasic(String(process.env.WEB_SECRET))
const config = await openid.discovery(issuer, 'web', undefined, secret, {
  // Plain HTTP, on this machine alone.
  execute: [openid.allowInsecureRequests],
})
// #endregion

const begun = new Map<string, { verifier: string; nonce: string; state: string }>()
const sessions = new Map<
  string,
  { name: string; sid: unknown; idToken: string; accessToken: string }
>()

const cookieOf = (req: Request) => /(?:^|; )reports=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1]
const cookie = { httpOnly: true, sameSite: 'lax', secure: false } as const

app.get('/', (req, res) => {
  const session = sessions.get(cookieOf(req) ?? '')
  res.send(
    session === undefined
      ? '<a href="/sign-in">Sign in</a>'
      : `${session.name} <form method="post" action="/sign-out"><button>Sign out</button></form>`,
  )
})

// #region sign-in
app.get('/sign-in', async (_req, res) => {
  const verifier = openid.randomPKCECodeVerifier()
  const [nonce, state, id] = [openid.randomNonce(), openid.randomState(), randomUUID()]
  begun.set(id, { verifier, nonce, state })
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: 'http://localhost:4002/callback',
    scope: 'openid profile read:documents',
    resource: 'http://localhost:4001',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    nonce,
    state,
  })
  res.cookie('reports', id, cookie).redirect(303, url.href)
})

app.get('/callback', async (req, res) => {
  const started = begun.get(cookieOf(req) ?? '')
  if (started === undefined) return res.redirect(303, '/sign-in')
  begun.delete(cookieOf(req) ?? '')
  const here = new URL(req.originalUrl, 'http://localhost:4002')
  const tokens = await openid.authorizationCodeGrant(config, here, {
    pkceCodeVerifier: started.verifier,
    expectedNonce: started.nonce,
    expectedState: started.state,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  const id = randomUUID()
  sessions.set(id, {
    name: claims?.sub ?? '',
    sid: claims?.sid,
    idToken: tokens.id_token ?? '',
    accessToken: tokens.access_token,
  })
  // A new cookie: whoever knew the one before is not signed in with it.
  res.cookie('reports', id, cookie).redirect(303, '/')
})
// #endregion

// #region sign-out
app.post('/sign-out', (req, res) => {
  const id = cookieOf(req) ?? ''
  const session = sessions.get(id)
  sessions.delete(id)
  const url = openid.buildEndSessionUrl(config, {
    ...(session === undefined ? {} : { id_token_hint: session.idToken }),
    post_logout_redirect_uri: 'http://localhost:4002/',
  })
  res.redirect(303, url.href)
})
// #endregion

// #region back-channel
const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri ?? ''))
const event = 'http://schemas.openid.net/event/backchannel-logout'

app.post('/signed-out', express.urlencoded({ extended: false }), async (req, res) => {
  try {
    const { payload } = await jwtVerify<{ events?: object }>(String(req.body?.logout_token), keys, {
      issuer: issuer.origin,
      audience: 'web',
      typ: 'logout+jwt',
      requiredClaims: ['exp', 'jti', 'sid', 'events'],
    })
    if (!Object.hasOwn(payload.events ?? {}, event) || 'nonce' in payload) throw new Error('no')
    for (const [id, { sid }] of sessions) if (sid === payload.sid) sessions.delete(id)
    res.status(200).end()
  } catch {
    res.status(400).end()
  }
})
// #endregion

// #region start
export const server = app.listen(4002, '127.0.0.1')
// #endregion
