import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import * as openid from 'openid-client'
import { urlOf } from '../../examples/guides/src/push-request.ts'
import { endGrant } from '../../examples/guides/src/revoke-own.ts'
import guideAdditions from '../../examples/guides/src/sallyport.config.ts'
import { commandLine } from '../../packages/sallyport/test/support/command-line.ts'
import { Person } from '../../test/end-to-end/support/person.ts'
import {
  serve,
  startGuides,
  webSecret,
  whereItListens,
} from '../../test/end-to-end/support/start-guides.ts'

test('the guides to sign in and to log out hold: in, out by the application, out by another', async (t) => {
  const slot: { app?: Parameters<typeof serve>[1] } = {}
  const site = await serve(t, (req, res) => slot.app?.(req, res))
  const clients = guideAdditions.clients?.map((client) =>
    client.backchannel_logout_uri === undefined
      ? client
      : { ...client, backchannel_logout_uri: `${site}/signed-out` },
  )
  const guides = await startGuides(t, { ...guideAdditions, clients: clients ?? [] })
  process.env.WEB_SECRET = webSecret
  const { server } = await import('../../examples/guides/src/web-application.ts')
  assert.equal((await fetch(await whereItListens(t, server))).status, 200)
  slot.app = (req, res) => void server.emit('request', req, res)
  const atSite = (url: URL) => `${site}${url.pathname}${url.search}`

  const alice = new Person()
  const home = async () => (await alice.open(`${site}/`)).text()
  const signIn = async () => {
    const leaving = await alice.open(`${site}/sign-in`)
    const url = new URL(leaving.headers.get('location') ?? '')
    await alice.open(atSite(await alice.allow(url)))
  }

  assert.match(await home(), /Sign in/)
  await signIn()
  assert.match(await home(), /alice/)

  const leaving = await alice.open(`${site}/sign-out`, { method: 'POST' })
  const back = await alice.open(leaving.headers.get('location') ?? '')
  assert.equal(back.headers.get('location'), 'http://localhost:4002/')
  assert.match(await home(), /Sign in/)

  await signIn()
  assert.match(await home(), /alice/)
  const forged = new URLSearchParams({ logout_token: 'eyJhbGciOiJub25lIn0.e30.' })
  const refused = await fetch(`${site}/signed-out`, { method: 'POST', body: forged })
  assert.equal(refused.status, 400)
  assert.match(await home(), /alice/)
  await alice.signOut(new URL(`${guides.issuer}/logout`))
  await guides.sallyport.stop()
  assert.match(await home(), /Sign in/)
})

test('the guides to pushed requests and to revocation hold: a client brings its request, and ends its grant', async (t) => {
  const { issuer, api } = await startGuides(t)
  const config = await openid.discovery(
    new URL(issuer),
    'web',
    undefined,
    openid.ClientSecretBasic(webSecret),
    { execute: [openid.allowInsecureRequests] },
  )
  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  const url = await urlOf(config, {
    redirect_uri: 'http://localhost:4002/callback',
    scope: 'read:documents',
    resource: api,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
  const callback = await new Person().allow(url)
  const tokens = await openid.authorizationCodeGrant(config, callback, { pkceCodeVerifier })
  const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
  await endGrant(config, refreshed.refresh_token ?? '')
  await assert.rejects(openid.refreshTokenGrant(config, refreshed.refresh_token ?? ''), {
    error: 'invalid_grant',
  })
})

test('the guide to sign in holds: the command makes the client that the configuration shows', async (t) => {
  const guide = new URL('../../docs/guides/sign-in-to-a-web-application.md', import.meta.url)
  const [, command = ''] =
    /^npx sallyport (clients add web (?:.*\\\n)*.*)$/m.exec(await readFile(guide, 'utf8')) ?? []
  const words = command.replaceAll('\\\n', '').match(/"[^"]*"|\S+/g) ?? []
  const line = await commandLine(t)
  await line.ok(...words.map((word) => word.replaceAll('"', '')))
  const { store } = (await startGuides(t)).sallyport
  const shown = await store.clients.find('web')
  const made = await line.withStore(({ clients }) => clients.find('web'))
  assert.ok(shown !== undefined && made !== undefined)
  const { secrets: _shownSecrets, createdAt: _shownAt, updatedAt: _changedAt, ...asShown } = shown
  const { secrets, createdAt: _madeAt, updatedAt: _touchedAt, ...asMade } = made
  assert.equal(secrets.length, 1)
  assert.deepEqual({ ...asMade, origin: asShown.origin }, asShown)
})
