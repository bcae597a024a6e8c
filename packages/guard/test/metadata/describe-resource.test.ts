import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  describeResource,
  type ResourceMetadataOptions,
} from '../../src/metadata/describe-resource.ts'
import { guard } from '../../src/node/node.ts'
import { checkOptions } from '../../src/options/check-options.ts'
import { audience, issuer, keys } from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'

const issuers = [issuer]

/** Options as JavaScript may give them. */
function describe(given: unknown): unknown {
  const { document } = describeResource(given as ResourceMetadataOptions, { audience, issuers })
  return JSON.parse(document)
}

test('PRM-01 the well-known path goes between the host and the path of the identifier', () => {
  const expected: Readonly<Record<string, string>> = {
    'https://api.example.com': '/.well-known/oauth-protected-resource',
    'https://api.example.com/': '/.well-known/oauth-protected-resource',
    'https://api.example.com/mcp': '/.well-known/oauth-protected-resource/mcp',
    'https://api.example.com/a/b/': '/.well-known/oauth-protected-resource/a/b/',
    'http://localhost:4001/a': '/.well-known/oauth-protected-resource/a',
  }
  for (const [identifier, path] of Object.entries(expected)) {
    const described = describeResource(true, { audience: identifier, issuers })
    assert.equal(described.path, path)
    assert.equal(described.url, `${new URL(identifier).origin}${path}`)
    assert.equal(JSON.parse(described.document).resource, identifier)
  }
})

test('an audience that is no web address cannot be described', () => {
  const bad = [
    'documents',
    'urn:example:api',
    'http://api.example.com',
    'https://api.example.com?x=y',
    'https://api.example.com/#',
    'https://user@api.example.com',
  ]
  for (const identifier of bad) {
    assert.throws(
      () => describeResource(true, { audience: identifier, issuers }),
      /`resourceMetadata` needs an `audience` that is a URL/,
      identifier,
    )
  }
})

test('what is not said is left out', () => {
  const bare = {
    resource: audience,
    authorization_servers: issuers,
    bearer_methods_supported: ['header'],
  }
  for (const given of [true, {}, { scopes: [] }]) assert.deepEqual(describe(given), bare)
})

test('MCP-14 offline_access is no scope of an API', () => {
  assert.throws(() => describe({ scopes: ['read', 'offline_access'] }), /`offline_access`/)
  assert.doesNotThrow(() => describe({ scopes: ['read'] }))
  const options = { issuer, audience, keys, revocations: createTestRevocations() }
  const api = guard({ ...options, resourceMetadata: true })
  assert.throws(() => api.authorize({ scopes: ['offline_access'] }), /`offline_access`/)
  assert.doesNotThrow(() => api.authorize({ scopes: ['read'] }))
})

test('mistyped and meaningless descriptions are refused', () => {
  assert.throws(() => describe({ scope: ['read'] }), /did you mean `scopes`/)
  assert.throws(() => describe({ scopes: 'read' }), /list of scope names/)
  assert.throws(() => describe({ name: '' }), /`name` for people/)
  assert.throws(() => describe({ documentation: '/docs' }), /URL as `documentation`/)
  assert.throws(() => describe('yes'), /one object of options/)
})

test('there is nothing to serve where the guard describes nothing', () => {
  const options = { issuer, audience, keys, revocations: createTestRevocations() }
  assert.throws(() => guard(options).metadata(), /give `resourceMetadata` to guard/)
  assert.throws(() => guard({ ...options, resourceMetadata: false }).metadata(), TypeError)
  assert.doesNotThrow(() => guard({ ...options, resourceMetadata: true }).metadata())
})

test('PRM-03 the description names every issuer that knows the API by its identifier', (t) => {
  t.mock.method(process, 'emitWarning', () => {})
  const foreign = { issuer: 'https://idp.example.com', keys }
  const other = { issuer: 'https://partner.example.com', keys, audience: 'documents' }
  const options = {
    issuer,
    audience,
    keys,
    resourceMetadata: true,
    issuers: [foreign, other],
  } as const
  const described = checkOptions(options).resource?.document ?? '{}'
  assert.deepEqual(JSON.parse(described).authorization_servers, [issuer, foreign.issuer])
})
