import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, refusals } from '../../support/configurations.ts'

test('a resource is an absolute URI without fragment', () => {
  const resources = (identifier: unknown) => ({ resources: [{ identifier, scopes: [] }] })
  for (const identifier of ['https://api.example', 'https://api.example/v1?x', 'urn:example:api']) {
    assert.equal(accepted(resources(identifier)).resources[0].identifier, identifier)
  }
  for (const identifier of ['api', '/api', 'https://a b', 'https://api.example#', '', 7]) {
    assert.match(refusals(resources(identifier)).join(), /^`resources\[0\].identifier` /)
  }
})

test('INTR-01 only a client that proves who it is may introspect the tokens of a resource', () => {
  const configured = (client: object) => ({
    resources: [{ identifier: 'urn:a', scopes: [], introspectedBy: ['api'] }],
    clients: [{ client_id: 'api', redirect_uris: ['https://a.example/cb'], ...client }],
  })
  const secret = { client_secret: 's'.repeat(43) }
  assert.deepEqual(accepted(configured(secret)).resources[0].introspectedBy, ['api'])
  assert.match(
    refusals(configured({})).join(),
    /^`resources\[0\].introspectedBy\[0\]` is a public client/,
  )
})

test('at least one resource is needed, each with a list of scopes', () => {
  assert.match(refusals({ resources: [] }).join(), /^`resources` is an empty list; name at least/)
  assert.match(
    refusals({ resources: [{ identifier: 'urn:a' }] }).join(),
    /^`resources\[0\].scopes` is required/,
  )
  assert.match(
    refusals({ resources: [{ identifier: 'urn:a', scopes: 'read:documents' }] }).join(),
    /^`resources\[0\].scopes` must be a list/,
  )
})

test('what a scope means is said for scopes of the resource, in a line of words', () => {
  const resources = (scopeDescriptions: unknown) => ({
    resources: [
      { identifier: 'https://api.example', scopes: ['read:documents', 'write'], scopeDescriptions },
    ],
  })
  const [described] = accepted(resources({ 'read:documents': 'read your documents' })).resources
  assert.deepEqual(
    described.scopeDescriptions,
    new Map([['read:documents', 'read your documents']]),
  )
  const [silent] = accepted({}).resources
  assert.deepEqual(silent.scopeDescriptions, new Map())
  for (const [value, expected] of [
    [{ 'read:document': 'x' }, /is not a known key; did you mean `read:documents`\?/],
    [{ write: '' }, /^`resources\[0\].scopeDescriptions.write` is empty/],
    [{ write: 'a\nb' }, /contains a control character/],
    [['read'], /^`resources\[0\].scopeDescriptions` must be an object, not a list/],
  ] as const) {
    assert.match(refusals(resources(value)).join(), expected)
  }
})
