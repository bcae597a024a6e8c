import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { openAuthority, saveClient, secretOf } from '../support/open-authority.ts'
import { basic, Person, refreshRequest, tokenRequest } from '../support/person.ts'
import { assertIssued, assertRefused, newTokens, reasonsOf } from '../support/token-outcomes.ts'

const bench = await openAuthority()
after(() => bench.close())
const alice = new Person(bench)
/** Wrong secrets of one test must not slow the next: each calls from a network of its own. */
let network = 0
let address = ''
beforeEach(() => {
  network += 1
  address = `198.51.${network}.1`
})

const codeFor = (client_id: string) => alice.code({ client_id })
const right = () => basic('conf', secretOf('conf'))
const asConf = (code: string, headers: Record<string, string>, more = {}) =>
  tokenRequest(bench, { client_id: undefined, code, ...more }, { headers, address })

test('O21-11 two methods at once are refused, even where both are right', async () => {
  const code = await codeFor('conf')
  const secret = secretOf('conf')
  const assertion = {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: 'a.b.c',
  }
  for (const more of [{ client_secret: secret }, assertion, { client_id: 'app' }]) {
    assertRefused(await asConf(code, right(), more), 400, 'invalid_request', JSON.stringify(more))
  }
  const inBody = { client_id: 'conf', client_secret: secret, ...assertion }
  assertRefused(await asConf(code, {}, inBody), 400, 'invalid_request')
  assertIssued(await asConf(code, right(), { client_id: 'conf' }))
})

test('O21-12 a confidential client proves itself at every grant; its id alone proves nothing', async () => {
  const code = await codeFor('conf')
  assertRefused(await asConf(code, {}, { client_id: 'conf' }), 401, 'invalid_client')
  const { refreshToken } = assertIssued(await asConf(code, right()))
  const asPublic = await refreshRequest(bench, refreshToken, { client_id: 'conf' })
  assertRefused(asPublic, 401, 'invalid_client')
  const refresh = {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    code_verifier: undefined,
  }
  assertIssued(
    await tokenRequest(bench, { client_id: undefined, ...refresh }, { headers: right() }),
  )
})

test('O21-13 a secret is read from the body of a client registered so, never from the URL', async () => {
  const code = await codeFor('post')
  const query = `/token?client_id=post&client_secret=${encodeURIComponent(secretOf('post'))}`
  const inUrl = await tokenRequest(bench, { client_id: undefined, code }, { url: query, address })
  assert.ok(inUrl.status === 400 || inUrl.status === 401)
  assert.equal(inUrl.body.access_token, undefined)
  const withId = await tokenRequest(bench, { client_id: 'post', code }, { url: query, address })
  assert.ok(withId.status === 400 || withId.status === 401)
  assert.equal(withId.body.access_token, undefined)
  const inBody = { client_id: 'post', client_secret: secretOf('post'), code }
  assertIssued(await tokenRequest(bench, inBody, { address }))
})

test('O21-14 D06 guesses are throttled where they come from, and the client goes on elsewhere', async () => {
  const code = await codeFor('conf')
  let answers = 0
  let throttled: Response | undefined
  while (throttled === undefined && answers < 500) {
    const guess = await asConf(code, basic('conf', `a guess ${answers}`))
    answers += 1
    if (guess.status === 429) throttled = guess.response
    else assertRefused(guess, 401, 'invalid_client')
  }
  assert.ok(answers <= 25, `throttled after ${answers} guesses`)
  const seconds = Number(throttled?.headers.get('retry-after'))
  assert.ok(seconds >= 1, String(seconds))
  assert.equal((await asConf(code, right())).status, 429, 'the right secret, from the same place')
  const elsewhere = { headers: right(), address: '203.0.113.200' }
  assertIssued(await tokenRequest(bench, { client_id: undefined, code }, elsewhere))
  bench.clock.advanceSeconds(seconds)
  const again = await codeFor('conf')
  assertIssued(await asConf(again, right()), 'after the wait')
})

test('D06 how much of a secret is right does not show in the time', async () => {
  const secret = secretOf('conf')
  const guesses = {
    near: `${secret.slice(0, -1)}x`,
    far: `x${secret.slice(1)}`,
  }
  const samples = { near: [] as number[], far: [] as number[] }
  for (let i = 0; i < 400; i += 1) {
    for (const kind of ['near', 'far'] as const) {
      // Each from a network of its own, so that no wait comes between.
      const from = `100.64.${i % 250}.${kind === 'near' ? 1 : 2}`
      const startedAt = performance.now()
      const guess = { headers: basic('conf', guesses[kind]), address: from }
      const { status } = await tokenRequest(bench, { client_id: undefined, code: 'x' }, guess)
      samples[kind].push(performance.now() - startedAt)
      assert.equal(status, 401)
    }
  }
  const median = (list: number[]) => list.sort((a, b) => a - b)[list.length / 2] ?? 0
  const [near, far] = [median(samples.near), median(samples.far)]
  assert.ok(Math.abs(near - far) < 0.3 * Math.min(near, far), `${near} ms, ${far} ms`)
})

test('O21-15 a failed Authorization header is a 401 that says which scheme works', async () => {
  const code = await codeFor('conf')
  const refused = await asConf(code, basic('conf', 'wrong'))
  assertRefused(refused, 401, 'invalid_client')
  assert.match(refused.response.headers.get('www-authenticate') ?? '', /^Basic realm="/)
  assertIssued(await asConf(code, right()))
})

test('D03 a client uses the method it is registered with and no other', async () => {
  await saveClient(bench.store, {
    client_id: 'keys',
    token_endpoint_auth_method: 'private_key_jwt',
    secrets: (await bench.store.clients.find('conf'))?.secrets ?? [],
  })
  const secret = secretOf('conf')
  for (const [what, changes, headers] of [
    ['Basic for post', {}, basic('post', secretOf('post'))],
    ['post for Basic', { client_id: 'conf', client_secret: secret }, {}],
    ['an old secret for keys', {}, basic('keys', secret)],
    ['an old secret for keys', { client_id: 'keys', client_secret: secret }, {}],
    ['only the id for keys', { client_id: 'keys' }, {}],
    ['a secret for a public client', { client_id: 'app', client_secret: secret }, {}],
  ] as const) {
    const refused = await asConf('x', headers, changes)
    assertRefused(refused, 401, 'invalid_client', what)
  }
  assert.ok((await reasonsOf(bench, 'client_authentication.failed')).includes('wrong_method'))
  assertIssued(await asConf(await codeFor('conf'), right()))
})

test('D11 Basic credentials that cannot be read are a 401, never a fault', async () => {
  const encode = (text: string, encoding: BufferEncoding = 'utf8') =>
    `Basic ${Buffer.from(text, encoding).toString('base64')}`
  const secret = secretOf('conf')
  for (const authorization of [
    'Basic',
    'Basic !!!not base64!!!',
    'Basic Y29uZg',
    encode('no colon'),
    encode(`:${secret}`),
    encode(`conf:${secret}%00`),
    encode(`conf%00:${secret}`),
    encode(`conf\0:${secret}`),
    encode('conf:%ZZ'),
    encode(`conf:${secret}\u00fc`),
    encode(`conf:${secret}\u00fc`, 'latin1'),
    encode(`conf:${'x'.repeat(100_000)}`),
    `Digest username="conf"`,
    `${encode(`conf:${secret}`)}, ${encode(`conf:${secret}`)}`,
  ]) {
    const refused = await asConf('x', { authorization })
    assertRefused(refused, 401, 'invalid_client', authorization.slice(0, 40))
  }
  const lowerCase = right().authorization?.replace('Basic', 'basic') ?? ''
  assertIssued(await asConf(await codeFor('conf'), { authorization: lowerCase }))
})

test('D12 an access token is no client authentication', async () => {
  const { accessToken } = await newTokens(bench, alice)
  const bearer = { authorization: `Bearer ${accessToken}` }
  const code = await codeFor('app')
  assertRefused(await asConf(code, bearer), 401, 'invalid_client')
  assertRefused(await asConf(code, bearer, { client_id: 'app' }), 401, 'invalid_client')
  const introspected = await bench.authority.fetch(
    new Request('https://auth.example/introspect', {
      method: 'POST',
      headers: bearer,
      body: new URLSearchParams({ token: accessToken }),
    }),
    { peer: { address } },
  )
  assert.equal(introspected.status, 401)
  assertIssued(await tokenRequest(bench, { code }))
})

test('random client ids from one address are held back, and leave nothing by their names', async (t) => {
  const flooded = await openAuthority()
  t.after(() => flooded.close())
  const from = '203.0.113.99'
  const fail = (i: number, init: object = {}) =>
    tokenRequest(
      flooded,
      { client_id: undefined, code: 'x' },
      {
        headers: basic(`nobody-${i}`, 'x'.repeat(40)),
        address: from,
        ...init,
      },
    )
  for (let i = 0; i < 20; i += 1) assertRefused(await fail(i), 401, 'invalid_client')
  for (let i = 20; i < 60; i += 1) assert.equal((await fail(i)).status, 429)
  const known = { headers: basic('conf', 'x'.repeat(40)) }
  assert.equal((await fail(0, known)).status, 429, 'the same for a client that there is')
  const asPublic = await tokenRequest(
    flooded,
    { client_id: 'nobody', code: 'x' },
    { address: from },
  )
  assert.equal(asPublic.status, 429)
  const reasons = await reasonsOf(flooded, 'client_authentication.failed')
  assert.equal(reasons.filter((reason) => reason === 'held_back').length, 1)
  assert.equal(reasons.length, 21)
  assert.equal((await fail(0, { address: '203.0.113.98' })).status, 401)
  const proven = await tokenRequest(
    flooded,
    { client_id: undefined, code: 'x' },
    {
      headers: basic('conf', secretOf('conf')),
      address: from,
    },
  )
  assertRefused(proven, 400, 'invalid_grant', 'who proves itself is served')
})
