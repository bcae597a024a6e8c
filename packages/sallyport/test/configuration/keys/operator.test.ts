import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, publicClient, refusals, warnings } from '../../support/configurations.ts'

const service = {
  client_id: 'ops',
  client_secret: 's'.repeat(32),
  grant_types: ['client_credentials'],
  scope: 'operator:revoke',
}

test('there is no operator API unless it is configured, and then it is for the role admin', () => {
  assert.equal(accepted({}).operator, undefined)
  assert.deepEqual(accepted({ operator: {} }).operator, { roles: ['admin'], clients: [] })
  const operator = { roles: ['security', 'on call'], clients: ['ops'] }
  assert.deepEqual(accepted({ operator }).operator, operator)
  assert.deepEqual(accepted({ operator: { roles: [], clients: ['ops'] } }).operator, {
    roles: [],
    clients: ['ops'],
  })
})

test('an operator API that lets nobody in, or is not said in words, is refused', () => {
  assert.deepEqual(refusals({ operator: { roles: [] } }), [
    '`operator` lets nobody in: name a role or a client, or leave the key out',
  ])
  assert.deepEqual(refusals({ operator: true }), ['`operator` must be an object, not a boolean'])
  assert.deepEqual(refusals({ operator: { role: ['admin'] } }), [
    '`operator.role` is not a known key; did you mean `roles`?',
  ])
  assert.deepEqual(refusals({ operator: { roles: 'admin' } }), [
    '`operator.roles` must be a list, not a text',
  ])
  assert.deepEqual(refusals({ operator: { roles: [''] } }), [
    '`operator.roles[0]` is empty; give it a value or leave it out',
  ])
})

test('an API of the same identifier is refused, one beside it is not', () => {
  const resource = (identifier: string) => ({
    resources: [{ identifier, scopes: ['operator:revoke'] }],
  })
  const taken = resource('https://auth.example/admin')
  assert.deepEqual(refusals({ ...taken, operator: {} }), [
    '`resources[0].identifier` is the operator API itself; leave it out',
  ])
  accepted(taken)
  accepted({ ...resource('https://auth.example/administration'), operator: {} })
})

test('no client that registers itself may have a scope of operators', () => {
  const scope = 'read:documents operator:revoke'
  for (const [key, policy] of [
    ['registration', { open: true }],
    ['clientIdMetadataDocuments', {}],
  ] as const) {
    assert.deepEqual(refusals({ [key]: { ...policy, scope }, operator: {} }), [
      `\`${key}.scope\` has \`operator:revoke\`, which no client has that nobody vouches for`,
    ])
    accepted({ [key]: { ...policy, scope: 'read:documents' }, operator: {} })
  }
})

test('the scope of operators is one that is offered, where there is an operator API', () => {
  const clients = [{ ...publicClient, scope: 'operator:revoke' }]
  const users = [{ username: 'carol', scopes: ['operator:revoke'] }]
  assert.equal(warnings({ clients, users }).length, 2)
  assert.deepEqual(warnings({ clients, users, operator: {} }), [])
})

test('an operator that never acts for itself is pointed out', () => {
  const operator = { clients: ['app'] }
  assert.deepEqual(warnings({ clients: [publicClient], operator }), [
    '`operator.clients[0]` is a client without the grant `client_credentials`, which never acts for itself',
  ])
  assert.deepEqual(warnings({ clients: [service], operator: { clients: ['ops', 'later'] } }), [])
})
