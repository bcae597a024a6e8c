import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { DecisionInput } from '@sallyport/protocol'
import { documentsPolicy, openDocumentsPolicies, usersPolicy } from '../src/policy.ts'

const policies = await openDocumentsPolicies()
after(() => policies.stop())

type Facts = {
  readonly roles?: readonly string[]
  readonly scopes?: readonly string[]
  readonly user?: 'absent'
  readonly resource?: Readonly<Record<string, unknown>>
  readonly action?: string
  readonly time?: string
  readonly deviceTrust?: 'high' | 'medium' | 'low'
}

/** Alice, an employee, reads her own internal notes at noon; with changes. */
function input(facts: Facts = {}): DecisionInput {
  const { roles = ['employee'], scopes = [], time = '12:00', deviceTrust } = facts
  return {
    ...(facts.user === 'absent' ? {} : { user: { id: 'alice', roles, scopes } }),
    client: { id: 'app' },
    resource: {
      type: 'document',
      id: 'notes',
      owner: 'alice',
      sensitivity: 'internal',
      ...facts.resource,
    },
    action: facts.action ?? 'read',
    environment: {
      time,
      timestamp: 0,
      weekday: 'monday',
      ...(deviceTrust === undefined ? {} : { deviceTrust }),
    },
  }
}

const bobs = { owner: 'bob' }
const open = { owner: 'bob', sensitivity: 'public' }
const admin = ['admin']

const table: readonly (readonly [string, boolean, Facts])[] = [
  ['an employee reads a public document', true, { resource: open }],
  ['an employee reads an internal document of another', false, { resource: bobs }],
  ['an employee writes a public document of another', false, { resource: open, action: 'write' }],
  ['nobody of note reads a public document', false, { resource: open, roles: [] }],
  ['a role that only contains the word', false, { resource: open, roles: ['employees'] }],
  ['a sensitivity of another case', false, { resource: { owner: 'bob', sensitivity: 'Public' } }],
  ['an owner reads', true, {}],
  ['an owner without any role reads', true, { roles: [] }],
  ['an owner deletes', false, { action: 'delete', deviceTrust: 'high' }],
  ['no user reads what has no owner', false, { user: 'absent', resource: { owner: undefined } }],
  ['a user reads what has no owner', false, { resource: { owner: undefined } }],
  ['no user reads a public document', false, { user: 'absent', resource: open }],
  ['an owner writes, device high', true, { action: 'write', deviceTrust: 'high' }],
  ['an owner writes, device medium', false, { action: 'write', deviceTrust: 'medium' }],
  ['an owner writes, device low', false, { action: 'write', deviceTrust: 'low' }],
  ['an owner writes, device unknown', false, { action: 'write' }],
  ['another writes, device high', false, { action: 'write', deviceTrust: 'high', resource: bobs }],
  ...(['read', 'write'] as const).flatMap((action) =>
    (
      [
        ['00:00', false],
        ['08:59', false],
        ['09:00', true],
        ['17:00', true],
        ['17:01', false],
        ['23:59', false],
      ] as const
    ).map(
      ([time, allowed]) =>
        [
          `an administrator asks to ${action} at ${time}`,
          allowed,
          { roles: admin, resource: bobs, action, time },
        ] as const,
    ),
  ),
  [
    'an administrator deletes within hours',
    false,
    { roles: admin, resource: bobs, action: 'delete' },
  ],
  [
    'an employee writes within hours',
    false,
    { resource: bobs, action: 'write', deviceTrust: 'high' },
  ],
]

for (const [name, allowed, facts] of table) {
  test(`${name}: ${allowed ? 'allowed' : 'denied'}`, async () => {
    assert.equal((await documentsPolicy(policies)(input(facts))).allow, allowed)
  })
}

test('a denial says what is missing, and an allowance which sentence gives it', async () => {
  const reasons = async (facts: Facts) => (await documentsPolicy(policies)(input(facts))).reasons
  assert.deepEqual(await reasons({}), ['owners read their documents'])
  assert.deepEqual(await reasons({ resource: bobs }), ['nothing allows it'])
  assert.deepEqual(await reasons({ action: 'write' }), ['writing needs a highly trusted device'])
  const late = { roles: admin, resource: bobs, time: '18:00' }
  assert.deepEqual(await reasons(late), ['outside office hours'])
})

test('an administrator within hours may write what is their own from any device', async () => {
  const own = { roles: admin, action: 'write', deviceTrust: 'low' } as const
  assert.equal((await documentsPolicy(policies)(input(own))).allow, true)
  assert.equal((await documentsPolicy(policies)(input({ ...own, time: '18:00' }))).allow, false)
})

test('a profile is read by oneself, or with admin:users', async () => {
  const decide = async (facts: Facts) => (await usersPolicy(policies)(input(facts))).allow
  const [own, other] = [{ id: 'alice' }, { id: 'bob' }]
  assert.equal(await decide({ resource: own }), true)
  assert.equal(await decide({ resource: other }), false)
  assert.equal(await decide({ resource: other, scopes: ['admin:users'] }), true)
  assert.equal(await decide({ resource: other, scopes: ['admin:users:none'] }), false)
  assert.equal(await decide({ resource: own, action: 'write' }), false)
  assert.equal(await decide({ resource: own, user: 'absent' }), false)
})
