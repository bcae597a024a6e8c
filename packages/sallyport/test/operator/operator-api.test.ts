import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import { operatorEndpointDocs } from '../../src/operator/endpoint-docs.ts'
import { operatorEndpoints } from '../../src/operator/operator-api.ts'
import { api, configuration, type Operated, openOperated } from '../support/operated.ts'
import { askForTokens, claimsOf } from '../support/visitor.ts'

let line: Operated
before(async () => {
  line = await openOperated()
})
after(() => line.sallyport.stop())

const nobody = { kind: 'subject', id: 'nobody' }

test('a request without a token, or with one that was tampered with, revokes nothing', async () => {
  const good = await line.client('ops')
  const before = await line.sallyport.store.revocations.since(0, 1000)
  const missing = await line.revoke(undefined, nobody)
  const challenge = missing.headers.get('www-authenticate')
  assert.deepEqual([missing.status, challenge], [401, 'Bearer realm="api"'])
  const [head, payload, signature = ''] = good.split('.')
  const turned = [head, payload, `${signature.slice(1)}${signature[0]}`].join('.')
  for (const token of [turned, 'x']) {
    const { status, body } = await line.revoke(token, nobody)
    assert.deepEqual([status, body.code], [401, 'invalid_token'])
  }
  assert.equal(await sendTokens(`${line.admin}/revocations`, [good, good]), 400)
  assert.deepEqual(await line.sallyport.store.revocations.since(0, 1000), before)
  assert.equal(await sendTokens(`${line.admin}/revocations`, [good]), 201)
})

/** The status of a request with a field `Authorization` for each token, which `fetch` would join. */
function sendTokens(url: string, tokens: readonly string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const sent = request(url, { method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.setHeader(
      'authorization',
      tokens.map((token) => `Bearer ${token}`),
    )
    sent.on('error', reject).end(JSON.stringify(nobody))
  })
}

test('a token for another API is refused, and one for the operator API opens no other', async () => {
  const other = await line.client('ops', api)
  assert.equal((await line.revoke(other, nobody)).status, 401)
  assert.equal(await line.isLive(other), true)
  const own = await line.client('ops')
  assert.equal((await line.revoke(own, nobody)).status, 201)
  assert.equal(claimsOf(own).aud, line.admin)
  assert.equal(await line.isLive(own), false)
})

test('no token is for the operator API unless it was asked for', async () => {
  const { access_token: token } = await askForTokens(line.sallyport.issuer, {
    grant_type: 'client_credentials',
    client_id: 'ops',
    client_secret: 'secret-of-ops-0123456789abcdef0123456789',
  })
  const { aud, scope } = claimsOf(token)
  assert.deepEqual([aud, scope], [api, 'read:documents'])
})

test('a client without the scope is refused, though its token is for the operator API', async () => {
  const { status, headers, body } = await line.revoke(await line.client('idle'), nobody)
  assert.deepEqual([status, body.code], [403, 'insufficient_scope'])
  assert.match(headers.get('www-authenticate') ?? '', /scope="operator:revoke"/)
  assert.equal((await line.revoke(await line.client('ops'), nobody)).status, 201)
})

test('a client with the scope that is not named as an operator is refused', async () => {
  const { status, body } = await line.revoke(await line.client('bot'), nobody)
  assert.deepEqual([status, body.code], [403, 'denied'])
  assert.equal((await line.revoke(await line.client('ops'), nobody)).status, 201)
})

test('a person needs the role beside the scope', async () => {
  const { access_token: employee } = await line.person('alice')
  assert.equal(claimsOf(employee).scope, 'operator:revoke')
  const refused = await line.revoke(employee, nobody)
  assert.deepEqual([refused.status, refused.body.code], [403, 'denied'])
  const { access_token: admin } = await line.person('carol')
  assert.equal((await line.revoke(admin, nobody)).status, 201)
})

test('a client that is an operator lends its right to nobody who signs in there', async () => {
  const { access_token: employee } = await line.person('alice')
  const operated = await openOperated({
    ...configuration,
    operator: { roles: ['admin'], clients: ['app'] },
  })
  try {
    const { access_token: inside } = await operated.person('alice')
    assert.equal(claimsOf(inside).client_id, 'app')
    assert.equal((await operated.revoke(inside, nobody)).status, 403)
    const { access_token: admin } = await operated.person('carol')
    assert.equal((await operated.revoke(admin, nobody)).status, 201)
    // Another authority's, whose keys these are not.
    assert.equal((await operated.revoke(employee, nobody)).status, 401)
  } finally {
    await operated.sallyport.stop()
  }
})

test('REV-01 an operator who is revoked is out, while another goes on', async () => {
  const [carol, dave] = [await line.person('carol'), await line.person('dave')]
  const done = await line.revoke(dave.access_token, { kind: 'subject', id: 'carol' })
  assert.equal(done.status, 201)
  await line.sallyport.revocations.catchUp()
  const { status, body } = await line.revoke(carol.access_token, { kind: 'subject', id: 'dave' })
  assert.deepEqual([status, body.code], [401, 'invalid_token'])
  assert.equal((await line.revoke(dave.access_token, nobody)).status, 201)
})

test('a token that has expired is refused, and a new one is not', async () => {
  line.clock.advanceSeconds(2)
  const token = await line.client('ops')
  assert.equal((await line.revoke(token, nobody)).status, 201)
  line.clock.advanceSeconds(700)
  assert.equal((await line.revoke(token, nobody)).status, 401)
  assert.equal((await line.revoke(await line.client('ops'), nobody)).status, 201)
})

test('another method is 405 and another path 404, in JSON, whoever asks', async () => {
  const token = await line.client('ops')
  for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
    const response = await fetch(`${line.admin}/revocations`, {
      method,
      headers: { authorization: `Bearer ${token}`, origin: 'https://app.example' },
    })
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'POST'])
    // No page of another origin reads any of this.
    assert.equal(response.headers.get('access-control-allow-origin'), null)
    assert.equal(response.headers.get('content-type'), 'application/problem+json')
  }
  for (const path of ['', '/', '/revocations/', '/revocations/x', '/users', '//revocations']) {
    const response = await fetch(`${line.admin}${path}`, { method: 'POST' })
    assert.equal(response.status, 404, path)
    assert.equal(response.headers.get('content-type'), 'application/problem+json')
  }
  const beside = await fetch(`${line.admin}x`)
  assert.equal(beside.headers.get('content-type'), 'application/json; charset=utf-8')
})

test('without the key there is no operator API, nor tokens for it', async (t) => {
  const { operator: _, ...rest } = configuration
  const { sallyport, admin, client, revoke } = await openOperated(rest)
  t.after(() => sallyport.stop())
  const token = await client('ops', api)
  const { status, headers } = await revoke(token, nobody)
  assert.equal(status, 404)
  assert.equal(headers.get('content-type'), 'application/json; charset=utf-8')
  await assert.rejects(client('ops', admin), /invalid_target/)
  assert.equal((await line.revoke(await line.client('ops'), nobody)).status, 201)
})

test('every endpoint is described, with the methods it has, and no other', () => {
  const there = Object.entries(operatorEndpoints).map(([path, byMethod]) => [
    `/admin${path}`,
    Object.keys(byMethod),
  ])
  const described = Object.entries(operatorEndpointDocs).map(([path, { methods }]) => [
    path,
    [...methods],
  ])
  assert.deepEqual(there, described)
})
