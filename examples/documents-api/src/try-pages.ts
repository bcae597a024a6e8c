import type { Express, Request, Response } from 'express'
import * as oauth from 'openid-client'

const CLIENT_ID = 'documents-web'
const MOST_VISITORS = 100

/** What can be tried: a label and the API call behind it. */
const calls = [
  {
    id: 'handbook',
    label: 'Read the public handbook',
    method: 'GET',
    path: '/api/documents/handbook',
  },
  { id: 'plans', label: "Read bob's plans", method: 'GET', path: '/api/documents/plans' },
  { id: 'notes', label: "Read alice's notes", method: 'GET', path: '/api/documents/notes' },
  { id: 'write', label: "Write alice's notes", method: 'PUT', path: '/api/documents/notes' },
  { id: 'alice', label: "Read alice's profile", method: 'GET', path: '/api/users/alice' },
  { id: 'bob', label: "Read bob's profile", method: 'GET', path: '/api/users/bob' },
] as const

interface Visitor {
  readonly verifier: string
  readonly state: string
  accessToken?: string
}

/**
 * A small web client of the authority, made with a well-known library: sign in, then press buttons that
 * call the API. The token stays on the server; the browser holds an opaque cookie.
 */
export function addTryPages(app: Express, at: { readonly issuer: string; readonly api: string }) {
  const visitors = new Map<string, Visitor>()
  const visitorOf = (req: Request) =>
    visitors.get(/(?:^|; )try=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1] ?? '')
  const discover = () =>
    oauth.discovery(new URL(at.issuer), CLIENT_ID, undefined, oauth.None(), {
      algorithm: 'oauth2',
      // The example runs on loopback without TLS.
      execute: [oauth.allowInsecureRequests],
    })

  app.get('/', (_req, res) => res.redirect(303, '/try'))

  app.get('/try', async (req, res) => {
    const visitor = visitorOf(req)
    const isOther = 'other' in req.query
    if (visitor?.accessToken !== undefined && !isOther) return show(res, whatNext)
    const verifier = oauth.randomPKCECodeVerifier()
    const state = oauth.randomState()
    const id = oauth.randomState()
    const [oldest] = visitors.keys()
    if (visitors.size >= MOST_VISITORS && oldest !== undefined) visitors.delete(oldest)
    visitors.set(id, { verifier, state })
    const url = oauth.buildAuthorizationUrl(await discover(), {
      redirect_uri: `${at.api}/try/callback`,
      scope: 'read:users admin:users read:documents write:documents',
      resource: at.api,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      ...(isOther ? { prompt: 'login' } : {}),
    })
    res.setHeader('set-cookie', `try=${id}; Path=/try; HttpOnly; SameSite=Lax`)
    res.redirect(303, url.href)
  })

  app.get('/try/callback', async (req, res) => {
    const visitor = visitorOf(req)
    if (visitor === undefined) return res.redirect(303, '/try')
    const { searchParams } = new URL(req.originalUrl, at.api)
    if (searchParams.has('error')) {
      return show(res, `<p>The authority said no.</p>${startOver}`)
    }
    const tokens = await oauth.authorizationCodeGrant(
      await discover(),
      new URL(req.originalUrl, at.api),
      { pkceCodeVerifier: visitor.verifier, expectedState: visitor.state },
      { resource: at.api },
    )
    visitor.accessToken = tokens.access_token
    // The code leaves the address bar.
    res.redirect(303, '/try')
  })

  app.post('/try/:call', async (req, res) => {
    const call = calls.find(({ id }) => id === req.params.call)
    const visitor = visitorOf(req)
    const token = visitor?.accessToken
    // Not a redirect: it would lead to the authority, where the page's `form-action` does not.
    if (call === undefined || token === undefined) {
      return show(res, `<p>You are not signed in.</p>${startOver}`)
    }
    const body = call.method === 'PUT' ? JSON.stringify({ text: 'Changed.' }) : undefined
    const answer = await fetch(`${at.api}${call.path}`, {
      method: call.method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    })
    const data =
      body === undefined ? '' : ` -X PUT -H 'content-type: application/json' -d '${body}'`
    const curl = `curl -i ${at.api}${call.path}${data} -H 'authorization: Bearer ${token}'`
    const trusted =
      body === undefined
        ? ''
        : `<p>The same through the declared proxy, which vouches for the device (Linux):</p><pre>${escapeHtml(`${curl} --interface 127.0.0.2 -H 'x-device-trust: high'`)}</pre>`
    const isOver = answer.status === 401
    if (isOver) delete visitor?.accessToken
    const seen = `${call.method} ${call.path}\n${answer.status} ${answer.statusText}\n\n${await answer.text()}`
    show(
      res,
      `<pre>${escapeHtml(seen)}</pre><p>In a terminal:</p><pre>${escapeHtml(curl)}</pre>${trusted}${isOver ? `<p>The token is good no more.</p>${startOver}` : whatNext}`,
    )
  })
}

const startOver = '<p><a href="/try">Start over</a></p>'

const whatNext = `${calls.map(button).join('')}<p><a href="/try?other">Sign in as somebody else</a></p>`

function button({ id, label }: { readonly id: string; readonly label: string }): string {
  return `<form method="post" action="/try/${id}"><button>${escapeHtml(label)}</button></form>`
}

function show(res: Response, body: string): void {
  res
    .set({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    })
    .type('html')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Try the documents API</title><style>body{font:1rem/1.5 system-ui;max-width:46rem;margin:2rem auto;padding:0 1rem}button{margin:.25rem 0;padding:.5rem 1rem;font:inherit}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#eee;color:#111;padding:1rem}</style><h1>Try the documents API</h1>${body}</html>`,
    )
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
