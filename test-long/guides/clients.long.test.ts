import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import { guard } from '@sallyport/guard/express'
import express from 'express'
import { decodeJwt } from 'jose'
import * as openid from 'openid-client'
import guideAdditions from '../../examples/guides/src/sallyport.config.ts'
import { nightlyPolicy } from '../../examples/guides/src/service-policy.ts'
import { takeGuideToken } from '../../test/end-to-end/support/guide-token.ts'
import { Person } from '../../test/end-to-end/support/person.ts'
import {
  call,
  guideSecrets,
  moveAddresses,
  serve,
  startGuides,
} from '../../test/end-to-end/support/start-guides.ts'

/** What a file of the guides prints when it is run. */
async function printedBy(t: TestContext, run: () => Promise<unknown>) {
  const logged = t.mock.method(console, 'log', () => {})
  await run()
  const printed = logged.mock.calls.flatMap((logging) => logging.arguments)
  logged.mock.restore()
  return printed
}

test('the guide to services holds: a service calls for itself, and its policy lets no person in', async (t) => {
  const guides = await startGuides(t)
  process.env.REPORTER_SECRET = guideSecrets.REPORTER_SECRET
  const api = guard({
    issuer: guides.issuer,
    audience: guides.api,
    revocations: guides.sallyport.revocations,
  })
  const app = express()
  const may = { action: 'read', resource: { type: 'report' }, policy: nightlyPolicy }
  app.get('/api/reports', api.authorize({ scopes: ['read:documents'], ...may }), (req, res) => {
    res.json([req.auth?.kind, req.auth?.subject])
  })
  const url = await serve(t, app)
  moveAddresses(t, { 'http://localhost:4003': url })
  const printed = await printedBy(t, () => import('../../examples/guides/src/service.ts'))
  assert.deepEqual(printed, [200, '["client","reporter"]'])
  const person = await takeGuideToken(guides, 'read:documents')
  assert.equal((await call(`${url}/api/reports`, person)).status, 403)
})

test('the guide to services holds: a service signs who it is, with the key that is registered', async (t) => {
  const [pem, jwk] = await printedBy(t, () => import('../../examples/guides/src/make-key.ts'))
  const clients = guideAdditions.clients?.map((client) =>
    client.client_id === 'exporter' ? { ...client, jwks: { keys: [jwk] } } : client,
  )
  const config = { ...guideAdditions, clients: clients ?? [] }
  const guides = await startGuides(t, config)
  process.env.EXPORTER_KEY = String(pem)
  const { takeToken } = await import('../../examples/guides/src/service-with-key.ts')
  const claims = decodeJwt(await takeToken())
  assert.deepEqual([claims.sub, claims.aud], ['exporter', guides.api])
  const { clients: ledger } = guides.sallyport.store
  const registered = await ledger.find('exporter')
  const shown = guideAdditions.clients?.find(({ client_id: id }) => id === 'exporter')
  assert.ok(registered !== undefined && shown?.jwks !== undefined)
  await ledger.save({ ...registered, jwks: shown.jwks })
  await assert.rejects(takeToken(), { status: 401 }, 'the key of the guide is another one')
})

test('the guide to devices holds: a tool waits while a person types its code elsewhere', async (t) => {
  await startGuides(t)
  const told = Promise.withResolvers<string>()
  const printed: string[] = []
  t.mock.method(console, 'log', (line: string) => {
    printed.push(line)
    // The five seconds between two polls.
    if (printed.length === 1) t.mock.timers.enable({ apis: ['setTimeout'] })
    told.resolve(line)
  })
  const running = import('../../examples/guides/src/device.ts')
  const [, page = '', userCode = ''] = /^Open (\S+) and type (\S+)$/.exec(await told.promise) ?? []
  const allowed = await new Person().allowDevice(new URL(page), userCode)
  assert.match(allowed, /The device is allowed/)
  t.mock.timers.tick(5000)
  await running
  assert.equal(printed[1], 'signed in for read:documents')
})

/** Whether alice can sign in at a client, and with what scope. */
async function scopeOf(config: openid.Configuration, api: string): Promise<string | undefined> {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: 'http://127.0.0.1:51006/callback',
    resource: api,
    scope: 'read:documents',
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const callback = await new Person().allow(url)
  return (await openid.authorizationCodeGrant(config, callback, { pkceCodeVerifier })).scope
}

test('the guide to registration holds: with the token a client registers and works', async (t) => {
  const { api, issuer } = await startGuides(t)
  t.mock.method(console, 'log', () => {})
  const { register } = await import('../../examples/guides/src/register.ts')
  process.env.REGISTRATION_TOKEN = 'a-token-that-somebody-has-made-up-012345'
  await assert.rejects(register())
  process.env.REGISTRATION_TOKEN = guideSecrets.REGISTRATION_TOKEN
  const config = await register()
  assert.equal(config.serverMetadata().registration_endpoint, `${issuer}/register`)
  assert.equal(await scopeOf(config, api), 'read:documents')
})

test('the guide to client documents holds: a client is known by its address', async (t) => {
  const { issuer, api } = await startGuides(t)
  const file = new URL('../../examples/guides/src/client.json', import.meta.url)
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
  assert.equal(await scopeOf(await discover(`${site}/client.json`), api), 'read:documents')
  await assert.rejects(scopeOf(await discover(`${site}/other.json`), api))
})
