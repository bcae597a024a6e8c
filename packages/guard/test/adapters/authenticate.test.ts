import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Principal } from '@sallyport/protocol'
import { bearer } from '../support/send-raw.ts'
import {
  clientClaims,
  encode,
  forge,
  forgeText,
  issuer,
  jwks,
  makeKey,
  signingKey,
  startSeconds,
  userClaims,
  userToken,
} from '../support/test-issuer.ts'
import { type AuthPlace, inEveryAdapter } from './matrix.ts'

inEveryAdapter('a good token reaches the handler as a typed principal', async (open) => {
  const api = await open()
  const answer = await api.send({ headers: [bearer(userToken({ jti: 'token-1' }))] })
  assert.equal(answer.status, 200)
  assert.deepEqual(api.handled, [
    {
      kind: 'user',
      issuer,
      subject: 'alice',
      clientId: 'web',
      audience: ['https://api.example.com'],
      scopes: ['read:documents'],
      roles: ['employee'],
      department: 'research',
      tokenId: 'token-1',
      keyId: 'key-1',
      grantId: 'grant-1',
      sessionId: 'session-1',
      issuedAt: startSeconds,
      expiresAt: startSeconds + 600,
      authTime: startSeconds - 60,
    },
  ])
})

inEveryAdapter('BCP-07 a client that acts for itself is told apart from a user', async (open) => {
  const api = await open()
  await api.send({ headers: [bearer(forge(clientClaims()))] })
  await api.send({ headers: [bearer(userToken())] })
  const kinds = api.handled.map((principal) => (principal as Principal).kind)
  assert.deepEqual(kinds, ['client', 'user'])
})

inEveryAdapter('O20-03 the scheme is taken in any case', async (open) => {
  const api = await open()
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
    const answer = await api.send({ headers: [['Authorization', `${scheme} ${userToken()}`]] })
    assert.equal(answer.status, 200, scheme)
  }
})

inEveryAdapter('O21-24 O20-04 a request that shows no token learns no error code', async (open) => {
  const api = await open()
  const token = userToken()
  const shown: readonly (readonly [string, string])[][] = [
    [],
    [['Authorization', '']],
    [['Authorization', `Basic ${encode('alice:password')}`]],
    [['Authorization', `DPoP ${token}`]],
    [['Authorization', `Bearer${token}`]],
    [['Authorization', token]],
    [['X-Authorization', `Bearer ${token}`]],
    [['Cookie', `access_token=${token}`]],
  ]
  const answers = await Promise.all(shown.map((headers) => api.send({ headers })))
  for (const answer of answers) {
    assert.equal(answer.text, answers[0]?.text)
    assert.equal(answer.status, 401)
    assert.deepEqual(answer.header('www-authenticate'), ['Bearer realm="api"'])
    assert.deepEqual(JSON.parse(answer.body), {
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
    })
  }
  assert.deepEqual(api.handled, [])
  assert.equal((await api.send({ headers: [bearer(token)] })).status, 200)
})

inEveryAdapter(
  'O21-23 a token in the query is never read, and not next to a header',
  async (open) => {
    const api = await open()
    const token = userToken()
    const alone = await api.send({ target: `/?access_token=${token}` })
    assert.equal(alone.status, 401)
    assert.deepEqual(alone.header('www-authenticate'), ['Bearer realm="api"'])
    for (const name of ['access_token', '%61ccess_token', 'a=b&access_token']) {
      const both = await api.send({ target: `/?${name}=${token}`, headers: [bearer(token)] })
      assert.equal(both.status, 400, name)
      assert.deepEqual(both.header('www-authenticate'), ['Bearer error="invalid_request"'])
      assert.equal(JSON.parse(both.body).code, 'invalid_request')
    }
    assert.deepEqual(api.handled, [])
    const control = await api.send({ target: '/?token=x', headers: [bearer(token)] })
    assert.equal(control.status, 200)
  },
)

inEveryAdapter(
  'O21-23 a token in a form body is never read, and not next to a header',
  async (open) => {
    const api = await open({ parseBody: true })
    const token = userToken()
    const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const
    const body = `access_token=${token}`
    const alone = await api.send({ method: 'POST', headers: [form], body })
    assert.equal(alone.status, 401)
    assert.deepEqual(alone.header('www-authenticate'), ['Bearer realm="api"'])
    const both = await api.send({ method: 'POST', headers: [form, bearer(token)], body })
    assert.equal(both.status, 400)
    assert.deepEqual(both.header('www-authenticate'), ['Bearer error="invalid_request"'])
    assert.deepEqual(api.handled, [])
    const control = await api.send({ method: 'POST', headers: [form, bearer(token)], body: 'a=b' })
    assert.equal(control.status, 200)
  },
)

inEveryAdapter(
  'a header that must be single is refused twice, whatever Node shows of it',
  async (open) => {
    const api = await open()
    const good = bearer(userToken())
    const twice = [
      [good, good],
      [good, bearer('other')],
      [bearer('other'), good],
      [good, ['authorization', '']],
      [good, ['DPoP', 'a'], ['dpop', 'b']],
      [good, ['Client-Cert', ':YQ==:'], ['CLIENT-CERT', ':Yg==:']],
    ] as const
    for (const headers of twice) {
      const answer = await api.send({ headers })
      assert.equal(answer.status, 400, JSON.stringify(headers))
      assert.deepEqual(answer.header('www-authenticate'), ['Bearer error="invalid_request"'])
    }
    assert.deepEqual(api.handled, [])
    const control = await api.send({ headers: [good, ['DPoP', 'a'], ['Client-Cert', ':YQ==:']] })
    assert.equal(control.status, 200)
  },
)

inEveryAdapter('every kind of bad token gets the same answer, byte for byte', async (open) => {
  const api = await open()
  const stranger = makeKey('stranger')
  const good = userToken()
  const [header = '', payload = '', signature = ''] = good.split('.')
  const claims = userClaims()
  const bad: Record<string, string> = {
    'AT-03 another issuer': userToken({ iss: 'https://evil.example' }),
    'AT-03 the issuer with a slash': userToken({ iss: `${issuer}/` }),
    'BCP-05 for another API': userToken({ aud: 'https://other.example.com' }),
    'A12 no audience': userToken({ aud: undefined }),
    'A12 an empty audience list': userToken({ aud: [] }),
    'A12 the audience with a slash': userToken({ aud: 'https://api.example.com/' }),
    expired: userToken({ iat: startSeconds - 700, exp: startSeconds - 100 }),
    'not valid yet': userToken({ nbf: startSeconds + 300 }),
    'JWT-10 exp as text': userToken({ exp: '9999999999' }),
    'AT-02 no sub': userToken({ sub: undefined }),
    'AT-02 no jti': userToken({ jti: undefined }),
    'AT-02 no client_id': userToken({ client_id: undefined }),
    'AT-02 no exp': userToken({ exp: undefined }),
    'AT-02 no iat': userToken({ iat: undefined }),
    'AT-01 typ JWT': forge(claims, { typ: 'JWT' }),
    'AT-01 no typ': forge(claims, { typ: undefined }),
    'AT-04 a logout token': forge(claims, { typ: 'logout+jwt' }),
    'AT-04 a DPoP proof': forge(claims, { typ: 'dpop+jwt' }),
    'JWT-02 alg none': `${encode('{"typ":"at+jwt","alg":"none","kid":"key-1"}')}.${payload}.`,
    'JWT-01 HS256 with the public key': hs256(claims),
    'JWT-03 an unknown key': forge(claims, {}, stranger),
    'JWT-03 another key under a known kid': forge(claims, { kid: 'key-1' }, stranger),
    'A08 a key of its own': forge(claims, { jwk: stranger.jwk, kid: 'key-1' }, stranger),
    'A06 kid __proto__': forge(claims, { kid: '__proto__' }),
    'A04 kid ../../dev/null': forge(claims, { kid: '../../../../dev/null' }),
    'JWT-07 crit': forge(claims, { crit: ['exp'] }),
    'JWT-08 two sub': forgeText(
      JSON.stringify({ typ: 'at+jwt', alg: 'ES256', kid: 'key-1' }),
      JSON.stringify(claims).replace('"sub":', '"sub":"admin","sub":'),
    ),
    'A21 a list for a sub': userToken({ sub: ['admin'] }),
    'a signature with a bit flipped': `${header}.${payload}.${flip(signature)}`,
    'a payload of another token': `${header}.${encode(JSON.stringify({ ...claims, sub: 'bob' }))}.${signature}`,
    'A16 no signature': `${header}.${payload}.`,
    'A16 two parts': `${header}.${payload}`,
    'A16 five parts': `${good}.a.b`,
    'A16 padding': `${good}==`,
    'A16 two spaces': ` ${good}`,
    'A16 two tokens': `${good} ${good}`,
    'A16 a comma': `${good},`,
    'A17 the JSON serialization': JSON.stringify({ payload, signatures: [{ signature }] }),
    'nothing after the scheme': '',
    'JWT-11 1 MB': 'a'.repeat(1_000_000),
    'JWT-09 a JWE': 'eyJhbGciOiJkaXIifQ..aa.bb.cc',
  }
  const answers = new Map<string, string>()
  for (const [kind, token] of Object.entries(bad)) {
    answers.set(kind, (await api.send({ headers: [bearer(token)] })).text)
  }
  const revoked = userToken({ jti: 'revoked' })
  api.revocations.revoked.add('revoked')
  answers.set('revoked', (await api.send({ headers: [bearer(revoked)] })).text)
  answers.set('a tab', (await api.send({ headers: [['Authorization', `Bearer\t${good}`]] })).text)

  const expected = [
    'HTTP/1.1 401 Unauthorized',
    'content-type: application/problem+json',
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'www-authenticate: Bearer error="invalid_token"',
    'content-length: 81',
    'Connection: close',
    '',
    '{"type":"about:blank","title":"Unauthorized","status":401,"code":"invalid_token"}',
  ]
  for (const [kind, text] of answers) {
    const lines = text.split('\r\n').filter((line) => !line.startsWith('X-Powered-By'))
    assert.deepEqual(lines, expected, kind)
    assert.equal(text, [...answers.values()][0], kind)
  }
  assert.deepEqual(api.handled, [])
  assert.equal((await api.send({ headers: [bearer(good)] })).status, 200)
})

inEveryAdapter('AT-01, A11 both spellings of the type pass, in any case', async (open) => {
  const api = await open()
  for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt']) {
    const answer = await api.send({ headers: [bearer(forge(userClaims(), { typ }))] })
    assert.equal(answer.status, 200, typ)
  }
})

inEveryAdapter('A07 an address of keys in a token is never fetched', async (open) => {
  const asked: string[] = []
  const listener = createServer((req, res) => {
    asked.push(req.url ?? '')
    res.end(JSON.stringify(jwks))
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/jwks`
  try {
    const api = await open()
    for (const header of [{ jku: url }, { x5u: url }, { kid: url }]) {
      const answer = await api.send({ headers: [bearer(forge(userClaims(), header))] })
      assert.equal(answer.status, 401)
    }
    assert.equal((await api.send({ headers: [bearer(userToken())] })).status, 200)
    assert.deepEqual(asked, [])
  } finally {
    listener.close()
  }
})

inEveryAdapter('A18 a token of 1 MB is refused at once', async (open) => {
  const api = await open()
  const startedAt = performance.now()
  const answer = await api.send({ headers: [bearer('a'.repeat(1_000_000))] })
  assert.equal(answer.status, 401)
  assert.ok(performance.now() - startedAt < 500)
  assert.equal((await api.send({ headers: [bearer(userToken())] })).status, 200)
})

inEveryAdapter('a token that was good is refused once it has expired', async (open) => {
  const api = await open()
  const token = bearer(userToken({ exp: startSeconds + 20 }))
  assert.equal((await api.send({ headers: [token] })).status, 200)
  api.clock.advanceSeconds(60)
  assert.equal((await api.send({ headers: [token] })).status, 401)
  const later = bearer(userToken({ iat: startSeconds + 60, exp: startSeconds + 600 }))
  assert.equal((await api.send({ headers: [later] })).status, 200)
})

inEveryAdapter('whatever others have put at req.auth is replaced or removed', async (open) => {
  const forged = { subject: 'admin', scopes: ['admin:users'] }
  const places: AuthPlace[] = []
  const before = (place: AuthPlace) => {
    place.set(forged)
    places.push(place)
  }
  const api = await open({ before, route: { scopes: ['admin:users'] } })
  const refused = await api.send({ headers: [bearer(userToken())] })
  assert.equal(refused.status, 403)
  assert.equal((await api.send({})).status, 401)
  assert.deepEqual(
    places.map((place) => place.get()),
    [undefined, undefined],
  )
  const good = await api.send({ headers: [bearer(userToken({ scope: 'admin:users' }))] })
  assert.equal(good.status, 200)
  assert.deepEqual(
    api.handled.map((principal) => (principal as Principal).subject),
    ['alice'],
  )
})

inEveryAdapter(
  'a handler cannot change what the next request with its token may do',
  async (open) => {
    const api = await open()
    const token = bearer(userToken())
    await api.send({ headers: [token] })
    const [principal] = api.handled as Principal[]
    assert.ok(principal !== undefined)
    assert.throws(() => (principal.scopes as string[]).push('admin:users'), TypeError)
    assert.throws(() => Object.assign(principal, { subject: 'admin' }), TypeError)
    await api.send({ headers: [token] })
    assert.deepEqual((api.handled as Principal[])[1]?.scopes, ['read:documents'])
  },
)

function hs256(claims: object): string {
  const header = encode(JSON.stringify({ typ: 'at+jwt', alg: 'HS256', kid: 'key-1' }))
  const signed = `${header}.${encode(JSON.stringify(claims))}`
  const mac = createHmac('sha256', JSON.stringify(signingKey.jwk)).update(signed)
  return `${signed}.${mac.digest('base64url')}`
}

/** Changes a bit in the middle. */
function flip(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url')
  bytes[20] = (bytes[20] ?? 0) ^ 1
  return bytes.toString('base64url')
}
