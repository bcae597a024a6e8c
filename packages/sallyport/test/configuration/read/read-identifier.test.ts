import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, least, publicClient, refusals } from '../../support/configurations.ts'

const [resource] = least.resources

/** Every place of a configuration where a name enters that the audit log will carry. */
const places: readonly (readonly [key: string, change: (name: string) => object])[] = [
  ['clients[0].client_id', (client_id) => ({ clients: [{ ...publicClient, client_id }] })],
  ['clients[0].scope', (scope) => ({ clients: [{ ...publicClient, scope }] })],
  ['users[0].sub', (sub) => ({ users: [{ username: 'alice', sub }] })],
  ['users[0].scopes[0]', (scope) => ({ users: [{ username: 'alice', scopes: [scope] }] })],
  ['resources[0].scopes[0]', (scope) => ({ resources: [{ ...resource, scopes: [scope] }] })],
]

for (const [key, change] of places) {
  test(`\`${key}\` is refused where it looks like a secret, and accepted where it does not`, () => {
    for (const name of [
      'a'.repeat(60),
      `x.${'B9_-'.repeat(20)}`,
      'eyJhbGciOi.eyJzdWIi',
      'eyJhbGciOi..',
    ]) {
      const messages = refusals(change(name))
      assert.equal(messages.length, 1, name)
      assert.match(messages[0] ?? '', /looks like a secret/)
      assert.ok(messages[0]?.startsWith(`\`${key}\` `))
    }
    for (const name of ['a'.repeat(59), 'eyJhbGciOi', 'https://app.example/a/b', 'read:a.b.c']) {
      accepted(change(name))
    }
  })
}
