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
