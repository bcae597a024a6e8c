import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { guard } from '@sallyport/guard/express'
import express from 'express'
import { decodeJwt } from 'jose'
import * as openid from 'openid-client'
import { makeKey } from '../../../examples/guides/src/make-key.ts'
import guidesConfiguration from '../../../examples/guides/src/sallyport.config.ts'
import { nightlyPolicy } from '../../../examples/guides/src/service-policy.ts'
import { takeGuideToken } from '../support/guide-token.ts'
import { Person } from '../support/person.ts'
import { call, guideSecrets, serve, startGuides } from '../support/start-guides.ts'

test('the guide to services holds: a service calls for itself, and its policy lets no person in', async (t) => {
  const guides = await startGuides(t)
  process.env.REPORTER_SECRET = guideSecrets.REPORTER_SECRET
  const { takeToken } = await import('../../../examples/guides/src/service.ts')
  const api = guard({
    issuer: guides.issuer,
    audience: guides.api,
    revocations: guides.sallyport.revocations,
  })
  const app = express()
  const may = { action: 'read', resource: { type: 'report' }, policy: nightlyPolicy }
  app.get('/', api.authorize({ scopes: ['read:reports'], ...may }), (req, res) => {
    res.json([req.auth?.kind, req.auth?.subject])
  })
  const url = await serve(t, app)
  const answer = await call(url, await takeToken())
  assert.deepEqual([answer.status, await answer.json()], [200, ['client', 'reporter']])
  assert.equal((await call(url, await takeGuideToken(guides, 'read:reports'))).status, 403)
})

test('the guide to services holds: a service signs who it is, with the key that is registered', async (t) => {
  const logged = t.mock.method(console, 'log', () => {})
  await makeKey('exporter-1')
  const [pem, jwk] = logged.mock.calls.map((logging) => logging.arguments[0])
  logged.mock.restore()
  const clients = guidesConfiguration.clients?.map((client) =>
    client.client_id === 'exporter' ? { ...client, jwks: { keys: [jwk] } } : client,
  )
  const config = { ...guidesConfiguration, clients: clients ?? [] }
  const guides = await startGuides(t, config)
  process.env.EXPORTER_KEY = String(pem)
  const { takeToken } = await import('../../../examples/guides/src/service-with-key.ts')
  const claims = decodeJwt(await takeToken())
  assert.deepEqual([claims.sub, claims.aud], ['exporter', guides.api])
  const { clients: ledger } = guides.sallyport.store
  const registered = await ledger.find('exporter')
  const shown = guidesConfiguration.clients?.find(({ client_id: id }) => id === 'exporter')
  assert.ok(registered !== undefined && shown?.jwks !== undefined)
  await ledger.save({ ...registered, jwks: shown.jwks })
  await assert.rejects(takeToken(), { status: 401 }, 'the key of the guide is another one')
})

test('the guide to devices holds: a tool waits while a person types its code elsewhere', async (t) => {
  await startGuides(t)
  const { signIn } = await import('../../../examples/guides/src/device.ts')
  // The five seconds between two polls.
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const told = Promise.withResolvers<string>()
  const tokens = signIn(told.resolve)
  const [, page = '', userCode = ''] = /^Open (\S+) and type (\S+)$/.exec(await told.promise) ?? []
  const allowed = await new Person().allowDevice(new URL(page), userCode)
  assert.match(allowed, /The device is allowed/)
  t.mock.timers.tick(5000)
  assert.equal((await tokens).scope, 'read:reports')
})

/** Whether alice can sign in at a client, and with what scope. */
async function scopeOf(config: openid.Configuration, api: string): Promise<string | undefined> {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: 'http://127.0.0.1:51006/callback',
    resource: api,
    scope: 'read:reports',
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const callback = await new Person().allow(url)
  return (await openid.authorizationCodeGrant(config, callback, { pkceCodeVerifier })).scope
}

test('the guide to registration holds: with the token a client registers and works', async (t) => {
  const { api, issuer } = await startGuides(t)
  t.mock.method(console, 'log', () => {})
  const { register } = await import('../../../examples/guides/src/register.ts')
  process.env.REGISTRATION_TOKEN = 'a-token-that-somebody-has-made-up-012345'
  await assert.rejects(register())
  process.env.REGISTRATION_TOKEN = guideSecrets.REGISTRATION_TOKEN
  const config = await register()
  assert.equal(config.serverMetadata().registration_endpoint, `${issuer}/register`)
  assert.equal(await scopeOf(config, api), 'read:reports')
})

test('the guide to client documents holds: a client is known by its address', async (t) => {
  const { issuer, api } = await startGuides(t)
  const file = new URL('../../../examples/guides/src/client.json', import.meta.url)
  const text = await readFile(file, 'utf8')
  const site = await serve(t, (_req, res) => {
    res.setHeader('content-type', 'application/json')
    res.end(text.replace('https://editor.example.com', site))
  })
  const discover = (clientId: string) =>
    openid.discovery(new URL(issuer), clientId, undefined, openid.None(), {
      algorithm: 'oauth2',
      execute: [openid.allowInsecureRequests],
    })
  assert.equal(await scopeOf(await discover(`${site}/client.json`), api), 'read:reports')
  await assert.rejects(scopeOf(await discover(`${site}/other.json`), api))
})
