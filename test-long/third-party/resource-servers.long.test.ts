import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import express from 'express'
import { auth } from 'express-oauth2-jwt-bearer'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as openid from 'openid-client'
import { Person } from '../../test/end-to-end/support/person.ts'
import { type Line, startLine } from '../../test/end-to-end/support/start-line.ts'

for (const algorithm of ['ES256', 'RS256'] as const) {
  test(`jose verifies our tokens, and refuses them for another audience (${algorithm})`, async (t) => {
    const line = await startLine({ algorithm })
    t.after(() => line.stop())
    const keys = createRemoteJWKSet(new URL(`${line.issuer}/jwks`))
    const token = await tokenOf(line)
    const rules = { issuer: line.issuer, audience: line.api, typ: 'at+jwt' }
    const { payload } = await jwtVerify(token, keys, rules)
    assert.equal(payload.sub, 'alice')
    await assert.rejects(jwtVerify(token, keys, { ...rules, audience: 'https://other.example' }))
  })

  test(`express-oauth2-jwt-bearer accepts our tokens, and refuses them for another audience (${algorithm})`, async (t) => {
    const line = await startLine({ algorithm })
    t.after(() => line.stop())
    const app = express()
    const ok: express.RequestHandler = (_req, res) => {
      res.json({ ok: true })
    }
    const rules = { issuerBaseURL: line.issuer, strict: true }
    app.get('/ours', auth({ ...rules, audience: line.api }), ok)
    app.get('/other', auth({ ...rules, audience: 'https://other.example' }), ok)
    const refuse: express.ErrorRequestHandler = (error, _req, res, _next) => {
      res.status(error.status ?? 500).end()
    }
    app.use(refuse)
    const server = await new Promise<Server>((resolve) => {
      const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
    })
    t.after(() => server.close())
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const headers = { authorization: `Bearer ${await tokenOf(line)}` }
    assert.equal((await fetch(`${base}/ours`, { headers })).status, 200)
    assert.equal((await fetch(`${base}/other`, { headers })).status, 401)
    assert.equal((await fetch(`${base}/ours`)).status, 401)
    server.closeAllConnections()
  })
}

async function tokenOf(line: Line): Promise<string> {
  const config = await openid.discovery(new URL(line.issuer), 'public', undefined, openid.None(), {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  })
  const verifier = openid.randomPKCECodeVerifier()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: 'http://127.0.0.1:51004/callback',
    scope: 'read:documents',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const callback = await new Person().allow(url)
  const tokens = await openid.authorizationCodeGrant(config, callback, {
    pkceCodeVerifier: verifier,
  })
  return tokens.access_token
}
