import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import express from 'express'
import expressOpenid from 'express-openid-connect'
import { Person } from '../../test/end-to-end/support/person.ts'
import { secret, startLine } from '../../test/end-to-end/support/start-line.ts'

test('OIDC-01 LOGOUT-01 express-openid-connect signs a person in and out', async (t) => {
  const app = express()
  const server: Server = await new Promise((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  t.after(() => server.close())
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const line = await startLine({
    clients: [
      {
        client_id: 'site',
        client_secret: secret,
        redirect_uris: [`${site}/callback`],
        post_logout_redirect_uris: [site],
        scope: 'openid profile email',
      },
    ],
  })
  t.after(() => line.stop())
  app.use(
    expressOpenid.auth({
      issuerBaseURL: line.issuer,
      baseURL: site,
      clientID: 'site',
      clientSecret: secret,
      secret: 'the secret of the cookies of the site, long enough',
      authorizationParams: { response_type: 'code', scope: 'openid profile email' },
      idpLogout: true,
    }),
  )
  app.get('/', (request, response) => {
    response.json({ sub: request.oidc.user?.sub, sid: request.oidc.idTokenClaims?.sid })
  })

  // One browser for both hosts: cookies of one address are told apart by name.
  const alice = new Person()
  const first = await alice.open(`${site}/`)
  const callback = await alice.allow(new URL(first.headers.get('location') ?? ''))
  const home = await alice.open(callback)
  assert.equal(home.status, 302)
  const who = await (await alice.open(`${site}/`)).json()
  assert.equal(who.sub, 'alice')
  assert.match(who.sid, /^[\w-]{22}$/)

  const end = await alice.open(`${site}/logout`)
  const left = await alice.open(new URL(end.headers.get('location') ?? ''))
  assert.equal(left.headers.get('location'), site)
  const again = await alice.open(`${site}/`)
  const signIn = await alice.open(new URL(again.headers.get('location') ?? ''))
  assert.match(signIn.headers.get('location') ?? '', /^\/sign-in\?/)
})
