import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { issuer, openAuthority, secretOf } from '../support/open-authority.ts'
import { basic, Person, refreshRequest, tokenRequest, verifier } from '../support/person.ts'
import { assertIssued, assertRefused, reasonsOf } from '../support/token-outcomes.ts'

const bench = await openAuthority()
after(() => bench.close())
const alice = new Person(bench)
const peer = { address: '203.0.113.7' }

test('O21-16 only a POST gets a token, and only for what stands in its body', async () => {
  const code = await alice.code()
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: 'app',
    code,
    code_verifier: verifier,
  })
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH']) {
    const url = `${issuer}/token?${form}`
    const refused = await bench.authority.fetch(new Request(url, { method }), { peer })
    assert.equal(refused.status, 405, method)
    assert.match(refused.headers.get('allow') ?? '', /POST/)
    assert.doesNotMatch(await refused.text(), /access_token/)
  }
  for (const name of ['grant_type', 'code', 'code_verifier', 'client_id']) {
    const moved = new URLSearchParams([[name, form.get(name) ?? '']])
    const refused = await tokenRequest(
      bench,
      { code, [name]: undefined },
      { url: `/token?${moved}` },
    )
    assert.ok(refused.status === 400 || refused.status === 401, `${name} in the URL`)
    assert.equal(refused.body.access_token, undefined)
  }
  const json = await bench.authority.fetch(
    new Request(`${issuer}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(form)),
    }),
    { peer },
  )
  assert.equal(json.status, 400)
  assertIssued(await tokenRequest(bench, { code }))
})

test('O21-17 no cache keeps an answer of the token endpoint, tokens or not', async () => {
  const issued = await tokenRequest(bench, { code: await alice.code() })
  const refreshed = await refreshRequest(bench, issued.body.refresh_token)
  const conf = basic('conf', secretOf('conf'))
  const refused = await tokenRequest(bench, { code: 'none' })
  const unknown = await tokenRequest(bench, { client_id: undefined, code: 'x' }, { headers: conf })
  assert.deepEqual([issued.status, refreshed.status], [200, 200])
  assert.deepEqual([refused.status, unknown.status], [400, 400])
  for (const { response } of [issued, refreshed, refused, unknown]) {
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
  }
})

test('D07 a grant type is one of ours, written exactly, and one that the client may use', async () => {
  const code = await alice.code()
  for (const [grant_type, error] of [
    [undefined, 'invalid_request'],
    ['', 'invalid_request'],
    [['authorization_code', 'authorization_code'], 'invalid_request'],
    ['Authorization_Code', 'unsupported_grant_type'],
    ['authorization_code ', 'unsupported_grant_type'],
    ['refresh_token ', 'unsupported_grant_type'],
    ['password', 'unsupported_grant_type'],
    ['implicit', 'unsupported_grant_type'],
    ['__proto__', 'unsupported_grant_type'],
    ['urn:ietf:params:oauth:grant-type:token-exchange', 'unsupported_grant_type'],
    ['client_credentials', 'unauthorized_client'],
  ] as const) {
    const refused = await tokenRequest(bench, { code, grant_type })
    assertRefused(refused, 400, error, String(grant_type))
  }
  assert.deepEqual(
    new Set(await reasonsOf(bench, 'token.refused')),
    new Set(['invalid_request', 'unsupported_grant_type', 'unauthorized_client']),
  )
  assertIssued(await tokenRequest(bench, { code }))
})
