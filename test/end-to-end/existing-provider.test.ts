import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { GuardOptions } from '@sallyport/guard'
import { guard } from '@sallyport/guard/express'
import type { Principal } from '@sallyport/protocol'
import express, { type Express } from 'express'
import { decodeJwt, decodeProtectedHeader, generateKeyPair } from 'jose'
import { apiSecret, jwtApi, opaqueApi, startProvider } from './support/start-provider.ts'

const root = new URL('../../', import.meta.url)
const example = 'examples/existing-provider/src/guarded-api.ts'

test('the ten lines of the README guard an existing API with an existing provider', async (t) => {
  const provider = await startProvider(t)
  process.env.ISSUER = provider.issuer
  await import(new URL(example, root).href)
  const { app } = await import('../../examples/existing-provider/src/existing-api.ts')
  const statusOf = await listen(t, app)

  const worker = await provider.worker(jwtApi)
  const alice = await provider.alice(jwtApi)
  assert.equal(decodeProtectedHeader(alice.access_token).typ, 'at+jwt')
  const claims = { ...decodeJwt(alice.access_token) }
  const now = Math.floor(Date.now() / 1000)
  const { privateKey: stranger } = await generateKeyPair('RS256')

  for (const { access_token: token } of [worker, alice]) {
    assert.equal(await statusOf(token), 200)
    assert.equal(await statusOf(token, 'POST'), 403)
  }
  assert.equal(await statusOf(await provider.sign(claims)), 200)
  const refused: Record<string, string> = {
    'BCP-05 a token for another API': (await provider.worker('https://other.example.com'))
      .access_token,
    'AT-04 an ID token': given(alice.id_token),
    'AT-03 a token of another key': await provider.sign(claims, stranger),
    'AT-03 an expired token': await provider.sign({ ...claims, iat: now - 900, exp: now - 300 }),
    'INTR-04 a refresh token': given(alice.refresh_token),
    'an opaque token': (await provider.worker(opaqueApi)).access_token,
    nothing: '',
  }
  for (const [kind, token] of Object.entries(refused)) {
    assert.equal(await statusOf(token), 401, kind)
  }
})

test('AT-04 with the audience of a client, an ID token is refused by either profile', async (t) => {
  const provider = await startProvider(t)
  const idToken = given((await provider.alice(jwtApi)).id_token)
  assert.equal(decodeJwt(idToken).aud, 'web')
  for (const profile of ['jwt', 'at+jwt'] as const) {
    const { statusOf } = await serve(t, {
      audience: 'web',
      issuers: [{ issuer: provider.issuer, profile }],
    })
    assert.equal(await statusOf(idToken), 401, profile)
    const accessToken = (await provider.worker('web:api')).access_token
    const claims = { ...decodeJwt(accessToken), aud: 'web' }
    const status = await statusOf(await provider.sign(claims))
    assert.equal(status, profile === 'jwt' ? 200 : 401, profile)
  }
})

test('opaque tokens of oidc-provider pass by introspection, and only its access tokens for us', async (t) => {
  const provider = await startProvider(t)
  const introspection = { clientId: 'api', clientSecret: apiSecret }
  const { statusOf, principals } = await serve(t, {
    audience: opaqueApi,
    issuers: [
      {
        issuer: provider.issuer,
        introspection,
        facts: (claims) => ({ roles: claims.groups }),
      },
    ],
  })
  const alice = await provider.alice(opaqueApi)
  assert.doesNotMatch(alice.access_token, /\./)
  assert.equal(await statusOf(alice.access_token), 200)
  assert.equal(await statusOf((await provider.worker(opaqueApi)).access_token), 200)
  const seen = principals.map(({ kind, subject, clientId, scopes, roles }) => [
    kind,
    subject,
    clientId,
    scopes,
    roles,
  ])
  assert.deepEqual(seen, [
    ['user', 'alice', 'web', ['read:documents'], ['staff']],
    ['client', 'worker', 'worker', ['read:documents'], ['staff']],
  ])
  const refused: Record<string, string> = {
    'INTR-04 a refresh token': given(alice.refresh_token),
    'BCP-05 an opaque token for another API': (
      await provider.worker('https://opaque.other.example.com')
    ).access_token,
    'an altered token': `${alice.access_token.slice(0, -1)}_`,
    'an ID token': given(alice.id_token),
    'two parts of a JWT': 'eyJhbGciOiJub25lIn0.e30',
  }
  for (const [kind, token] of Object.entries(refused)) {
    assert.equal(await statusOf(token), 401, kind)
  }
  assert.equal(principals.length, 2)
})

/** A token that the provider must have issued for the test to mean anything. */
function given(token: string | undefined): string {
  assert.ok(token)
  return token
}

async function serve(t: TestContext, options: GuardOptions) {
  const api = guard(options)
  const principals: Principal[] = []
  const app = express()
  app.get('/reports', api.authorize({ scopes: ['read:documents'] }), (req, res) => {
    if (req.auth !== undefined) principals.push(req.auth)
    res.end()
  })
  return { principals, statusOf: await listen(t, app) }
}

/** Serves an API until the test has ended; asks it for its reports with a token. */
async function listen(t: TestContext, app: Express) {
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports`
  return async (token: string, method = 'GET'): Promise<number> => {
    const headers = token === '' ? {} : { authorization: `Bearer ${token}` }
    const response = await fetch(url, { method, headers })
    await response.body?.cancel()
    return response.status
  }
}
