import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { issuer, openAuthority } from '../support/open-authority.ts'
import { authorizeUrl, Person, tokenRequest } from '../support/person.ts'

const bench = await openAuthority()
after(() => bench.close())
const alice = new Person(bench)

const own = 'https://app.example'
/** Origins that look like the one of client `app`, and none. */
const foreign = [
  'null',
  'https://app.example.evil',
  'https://evilapp.example',
  'https://app.example:8443',
  'http://app.example',
  'https://app.example%00.evil',
  'https://user@app.example',
  'https://app.example/',
  'https://app.example, https://evil.example',
]

const allowed = (response: Response) => response.headers.get('access-control-allow-origin')

function assertVaries(response: Response, what: string): void {
  assert.match(response.headers.get('vary') ?? '', /(^|, )Origin($|,)/, what)
}

/** Sends a request as a page of an origin would. */
function send(path: string, method: string, origin: string | undefined, headers = {}) {
  return alice.fetch(path, {
    method,
    headers: { ...headers, ...(origin === undefined ? {} : { origin }) },
    ...(method === 'POST' ? { body: new URLSearchParams({ client_id: 'app' }) } : {}),
  })
}

const preflightOf = { 'access-control-request-method': 'POST' }

for (const path of ['/token', '/userinfo', '/revoke']) {
  test(`CORS-01 CORS-02 L01 ${path} opens to the origin of a registered page, character by character`, async () => {
    for (const [method, headers] of [
      ['OPTIONS', preflightOf],
      ['POST', {}],
    ] as const) {
      const open = await send(path, method, own, headers)
      assert.equal(allowed(open), own, `${method} ${own}`)
      assertVaries(open, method)
      for (const origin of [...foreign, undefined]) {
        const closed = await send(path, method, origin, headers)
        assert.equal(allowed(closed), null, `${method} ${origin}`)
        assert.equal(closed.headers.get('access-control-allow-methods'), null)
        assertVaries(closed, `${method} ${origin}`)
      }
      assert.equal(open.headers.get('access-control-allow-credentials'), null)
    }
  })
}

test('CORS-01 L01 a token is told to the page of its own client, and of no other', async () => {
  const answerTo = async (origin: string) => {
    const code = await alice.code()
    const { status, response } = await tokenRequest(bench, { code }, { headers: { origin } })
    assert.equal(status, 200)
    return allowed(response)
  }
  assert.equal(await answerTo(own), own)
  for (const origin of foreign) assert.equal(await answerTo(origin), null, origin)
})

test('CORS-04 a preflight is remembered for minutes, and challenges can be read', async () => {
  const preflight = await send('/token', 'OPTIONS', own, preflightOf)
  const seconds = Number(preflight.headers.get('access-control-max-age'))
  assert.ok(seconds > 0 && seconds <= 3600, String(seconds))
  const refused = await send('/userinfo', 'POST', own)
  assert.equal(refused.status, 401)
  const exposed = refused.headers.get('access-control-expose-headers') ?? ''
  assert.match(exposed, /WWW-Authenticate/)
  assert.match(exposed, /Retry-After/)
})

test('CORS-02 pages are closed to every origin; metadata and keys are open to all, without credentials', async () => {
  for (const path of [
    authorizeUrl(),
    '/sign-in',
    '/consent',
    '/logout',
    '/grants',
    '/grants/password',
    '/authorize/resume',
  ]) {
    for (const origin of [own, ...foreign]) {
      for (const method of ['GET', 'OPTIONS']) {
        const response = await send(path, method, origin, preflightOf)
        assert.equal(allowed(response), null, `${method} ${path} ${origin}`)
      }
    }
  }
  for (const path of ['/jwks', '/.well-known/oauth-authorization-server']) {
    for (const origin of [own, ...foreign]) {
      const response = await send(path, 'GET', origin)
      assert.equal(allowed(response), '*')
      assert.equal(response.headers.get('access-control-allow-credentials'), null)
    }
  }
})

test('CORS-03 a foreign page changes nothing with the cookies of the person, whatever it is let read', async () => {
  const person = new Person(bench)
  const consentPage = await person.signIn(
    await person.open({ client_id: 'native', redirect_uri: 'http://127.0.0.1/cb' }),
  )
  for (const origin of foreign) {
    const refused = await person.submit(consentPage, { decision: 'allow' }, { origin })
    assert.equal(refused.status, 403, origin)
    assert.equal(refused.headers.get('location'), null)
  }
  const crossSite = { origin: issuer, 'sec-fetch-site': 'cross-site' }
  assert.equal((await person.submit(consentPage, { decision: 'allow' }, crossSite)).status, 403)
  const ours = { origin: issuer, 'sec-fetch-site': 'same-origin' }
  assert.equal((await person.submit(consentPage, { decision: 'allow' }, ours)).status, 303)
})
