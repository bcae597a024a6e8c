import assert from 'node:assert/strict'
import { bearer } from '../support/send-raw.ts'
import { audience, issuer, userToken } from '../support/test-issuer.ts'
import { inEveryAdapter } from './matrix.ts'

const path = '/.well-known/oauth-protected-resource'
const documents = 'https://api.example.com/documents'

inEveryAdapter('PRM-01 the API describes itself under its identifier', async (open) => {
  const resourceMetadata = {
    scopes: ['read:documents', 'write:documents'],
    name: 'Documents',
    documentation: 'https://docs.example.com',
  }
  const api = await open({ metadata: true, options: { audience: documents, resourceMetadata } })
  const answer = await api.send({ target: `${path}/documents` })
  assert.equal(answer.status, 200)
  assert.deepEqual(JSON.parse(answer.body), {
    resource: documents,
    authorization_servers: [issuer],
    scopes_supported: ['read:documents', 'write:documents'],
    bearer_methods_supported: ['header'],
    resource_name: 'Documents',
    resource_documentation: 'https://docs.example.com',
  })
  assert.deepEqual(answer.header('content-type'), ['application/json'])
  assert.deepEqual(answer.header('cache-control'), ['public, max-age=3600'])
  assert.deepEqual(answer.header('access-control-allow-origin'), ['*'])
  const head = await api.send({ method: 'HEAD', target: `${path}/documents?x=y` })
  assert.deepEqual([head.status, head.body], [200, ''])
  for (const target of [path, `${path}/documents/`, `${path}/Documents`, '/documents']) {
    assert.equal((await api.send({ target })).status, 401, target)
  }
  assert.deepEqual(api.handled, [])
})

inEveryAdapter('PRM-02 the URL in a challenge is where the document is', async (open) => {
  for (const identifier of [audience, `${audience}/`, documents, `${documents}/`]) {
    const options = { audience: identifier, resourceMetadata: true }
    const api = await open({ metadata: true, options })
    const [challenge = ''] = (await api.send({})).header('www-authenticate')
    const url = new URL(/^Bearer resource_metadata="([^"]+)"$/.exec(challenge)?.[1] ?? '')
    assert.equal(url.origin, 'https://api.example.com')
    const answer = await api.send({ target: url.pathname })
    assert.equal(JSON.parse(answer.body).resource, identifier)
    const token = bearer(userToken({ aud: identifier }))
    assert.equal((await api.send({ headers: [token] })).status, 200)
  }
})

inEveryAdapter('PRM-02 a 401 names the document, and the scopes that are needed', async (open) => {
  const route = { scopes: ['read:documents', 'write:documents'] }
  const described = await open({ route, options: { resourceMetadata: true } })
  const hints = `scope="read:documents write:documents", resource_metadata="${audience}${path}"`
  const missing = await described.send({})
  assert.deepEqual(missing.header('www-authenticate'), [`Bearer ${hints}`])
  const invalid = await described.send({ headers: [bearer('bad')] })
  assert.deepEqual(invalid.header('www-authenticate'), [`Bearer error="invalid_token", ${hints}`])
  const silent = await open({ route })
  assert.deepEqual((await silent.send({})).header('www-authenticate'), ['Bearer realm="api"'])
})

inEveryAdapter('MCP-05 a 403 names all scopes at once, and the document', async (open) => {
  const route = { scopes: ['read:documents', 'write:documents'] }
  const api = await open({ route, options: { resourceMetadata: true } })
  const poor = await api.send({ headers: [bearer(userToken({ scope: 'read:documents' }))] })
  assert.equal(poor.status, 403)
  assert.deepEqual(poor.header('www-authenticate'), [
    `Bearer error="insufficient_scope", scope="read:documents write:documents", resource_metadata="${audience}${path}"`,
  ])
  const rich = userToken({ scope: 'read:documents write:documents' })
  assert.equal((await api.send({ headers: [bearer(rich)] })).status, 200)
})

inEveryAdapter('a denial by policy and an outage challenge nobody', async (open) => {
  const denies = { action: 'read', resource: { type: 'document' }, policy: () => false }
  const api = await open({ route: denies, options: { resourceMetadata: true } })
  const headers = [bearer(userToken())]
  const denied = await api.send({ headers })
  assert.deepEqual([denied.status, denied.header('www-authenticate')], [403, []])
  api.revocations.isStale = true
  const stale = await api.send({ headers })
  assert.deepEqual([stale.status, stale.header('www-authenticate')], [503, []])
  const [challenge = ''] = (await api.send({})).header('www-authenticate')
  assert.match(challenge, /resource_metadata=/)
})

inEveryAdapter(
  'PRM-03 no header of the caller changes what the API says of itself',
  async (open) => {
    const api = await open({ metadata: true, options: { resourceMetadata: true } })
    const plain = await api.send({ target: path })
    const spoofed = [
      ['X-Forwarded-Host', 'evil.example'],
      ['X-Forwarded-Proto', 'http'],
      ['Forwarded', 'host=evil.example'],
      ['X-Original-Host', 'evil.example'],
    ] as const
    assert.equal((await api.send({ target: path, headers: spoofed })).text, plain.text)
    const host = await api.send({ target: path, host: 'evil.example' })
    assert.equal(host.text, plain.text)
    const challenge = await api.send({ host: 'evil.example' })
    assert.equal(challenge.text.includes('evil'), false)
    assert.match(challenge.text, /resource_metadata="https:\/\/api\.example\.com/)
  },
)

inEveryAdapter('only GET and HEAD read the document, and any page may', async (open) => {
  const api = await open({ metadata: true, options: { resourceMetadata: true } })
  const preflight = await api.send({
    method: 'OPTIONS',
    target: path,
    headers: [
      ['Origin', 'https://app.example.com'],
      ['Access-Control-Request-Method', 'GET'],
      ['Access-Control-Request-Headers', 'mcp-protocol-version'],
    ],
  })
  assert.equal(preflight.status, 204)
  assert.deepEqual(preflight.header('access-control-allow-origin'), ['*'])
  assert.deepEqual(preflight.header('access-control-allow-headers'), ['*'])
  assert.deepEqual(preflight.header('access-control-allow-credentials'), [])
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const answer = await api.send({ method, target: path, headers: [bearer(userToken())] })
    assert.equal(answer.status, 405, method)
    assert.deepEqual(answer.header('allow'), ['GET, HEAD, OPTIONS'])
  }
  assert.deepEqual(api.handled, [])
})
