import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localTimeIn, type Principal, settableClock } from '@sallyport/protocol'
import { buildDecisionInput } from '../../src/decide/build-decision-input.ts'
import { takeFacts } from '../../src/decide/take-facts.ts'
import type { GuardOptions } from '../../src/index.ts'
import { checkOptions } from '../../src/options/check-options.ts'
import { audience, issuer, keys, startMs, startSeconds } from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'

const own = { issuer, audience, keys }
const revocations = createTestRevocations()

function settingsOf(options: GuardOptions) {
  const { issuers } = checkOptions(options)
  return { clock: settableClock(startMs), localTime: localTimeIn('UTC'), issuers }
}

const settings = settingsOf({ ...own, revocations })

const bare: Principal = {
  kind: 'user',
  issuer,
  subject: 'alice',
  clientId: 'web',
  audience: [audience],
  scopes: [],
  roles: [],
  tokenId: 'token-1',
  issuedAt: startSeconds,
  expiresAt: startSeconds + 600,
}

test('facts that are not known are absent, not undefined', () => {
  const facts = { principal: bare, caller: {}, action: 'read', resource: { type: 'document' } }
  const input = buildDecisionInput(facts, settings)
  assert.deepEqual(Object.keys(input), ['user', 'client', 'resource', 'action', 'environment'])
  assert.deepEqual(Object.keys(input.user ?? {}), ['id', 'roles', 'scopes'])
  assert.deepEqual(Object.keys(input.environment), ['time', 'timestamp', 'weekday'])
  const client = buildDecisionInput({ ...facts, principal: { ...bare, kind: 'client' } }, settings)
  assert.equal('user' in client, false)
})

test('a policy cannot change what the next one is asked', () => {
  const facts = {
    principal: bare,
    caller: { address: '192.0.2.1', deviceTrust: 'high' },
    action: 'read',
    resource: takeFacts({ type: 'document', owner: 'bob' }),
  } as const
  const input = buildDecisionInput(facts, settings)
  const parts = [input, input.user, input.client, input.resource, input.environment]
  for (const part of [...parts, input.user?.roles, input.user?.scopes]) {
    assert.equal(Object.isFrozen(part), true)
  }
  assert.deepEqual(input.environment.deviceTrust, 'high')
})

test('N05 only what a resource has of its own is a fact', () => {
  class Row {
    readonly type = 'document'
    readonly owner = 'bob'
    readonly sensitivity = undefined
  }
  const row = new Row()
  const facts = takeFacts(row)
  assert.deepEqual(facts, { type: 'document', owner: 'bob' })
  assert.equal('sensitivity' in facts, false)
  assert.equal(Object.isFrozen(facts), true)
  assert.equal(Object.isFrozen(row), false)

  const hostile = JSON.parse('{"type":"document","__proto__":{"owner":"alice"}}')
  const taken = takeFacts(hostile)
  assert.equal(taken.owner, undefined)
  assert.equal(Object.getPrototypeOf(taken), Object.prototype)
})

test('the same sub or client of two issuers never comes to one name', () => {
  const foreign = { issuer: 'https://idp.example.com', keys, revocations }
  const principal = { ...bare, issuer: foreign.issuer }
  const nameIn = (options: GuardOptions, changes: Partial<Principal> = {}) => {
    const facts = { caller: {}, action: 'read', resource: { type: 'document' } }
    const asked = { ...facts, principal: { ...principal, ...changes } }
    const { user, client } = buildDecisionInput(asked, settingsOf(options))
    return [user?.id, client.id]
  }
  const alone = { audience, issuers: [foreign] }
  const both = { ...own, revocations, issuers: [foreign] }
  const other = { ...foreign, issuer: 'https://partner.example.com' }
  assert.deepEqual(nameIn(alone), ['alice', 'web'])
  assert.deepEqual(nameIn(both, { issuer }), ['alice', 'web'])
  const qualified = ['https://idp.example.com#alice', 'https://idp.example.com#web']
  assert.deepEqual(nameIn(both), qualified)
  assert.deepEqual(nameIn({ audience, issuers: [foreign, other] }), qualified)
  assert.deepEqual(nameIn(both, { userId: 'b2b:alice' }), ['b2b:alice', qualified[1]])
})
