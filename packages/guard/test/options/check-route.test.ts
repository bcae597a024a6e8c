import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkRoute, type RouteOptions } from '../../src/options/check-route.ts'

const resource = { type: 'document' }
const policy = () => true

/** Options as JavaScript may give them. */
function check(options: object, guardPolicy?: () => boolean): unknown {
  return checkRoute(options as RouteOptions<object>, guardPolicy)
}

test('a route that would decide nothing is refused', () => {
  assert.throws(() => check({}), /would decide nothing: give `scopes`, or a `policy`/)
  assert.throws(() => check({ scopes: [] }), /would decide nothing/)
  assert.throws(() => check({ action: 'read' }), /would decide nothing/)
  assert.doesNotThrow(() => check({ scopes: ['read'] }))
  assert.doesNotThrow(() => check({ policy, action: 'read', resource }))
  assert.doesNotThrow(() => check({ action: 'read', resource }, policy))
})

test('a policy is never asked about nothing', () => {
  assert.throws(() => check({ policy, resource }), /give `action`/)
  assert.throws(() => check({ policy, resource, action: '' }), /`action` must be a word/)
  assert.throws(() => check({ policy, action: 'read' }), /give `resource`/)
  assert.throws(() => check({ scopes: ['read'] }, policy), /give `action`/)
})

test('a resource that no policy judges is refused', () => {
  assert.throws(() => check({ scopes: ['read'], resource }), /never judged: give a `policy`/)
  assert.doesNotThrow(() => check({ scopes: ['read'], action: 'read' }))
})

test('a resource given as it is needs a type', () => {
  for (const bad of [{}, { type: '' }, { type: 7 }, null, 'document', [resource]]) {
    assert.throws(() => check({ policy, action: 'read', resource: bad }), TypeError)
  }
})

test('scopes are names, one a string', () => {
  for (const scopes of ['read', [''], ['read write'], ['a"b'], ['a\\b'], [7], [undefined]]) {
    assert.throws(() => check({ scopes }), TypeError, JSON.stringify(scopes))
  }
  assert.doesNotThrow(() => check({ scopes: ['read:documents', 'https://example.com/write'] }))
})

test('what a route requires of the sign-in is something that a challenge can say', () => {
  for (const acr of ['', [], ['a b'], ['a"b'], 7, null, [undefined]]) {
    assert.throws(() => check({ acr }), /`acr` must be one or more/, JSON.stringify(acr))
  }
  for (const maxAgeSeconds of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '300', null]) {
    assert.throws(() => check({ maxAgeSeconds }), /`maxAgeSeconds` must be/, String(maxAgeSeconds))
  }
  assert.throws(() => check({ maxAge: 300 }), /no option `maxAge`.*maxAgeSeconds/)
  assert.doesNotThrow(() => check({ acr: 'urn:example:mfa' }))
  assert.doesNotThrow(() => check({ acr: ['a', 'b'], maxAgeSeconds: 0 }))
})

test('a mistyped option is refused, so that no route is left open by it', () => {
  assert.throws(() => check({ scope: ['read'] }), /no option `scope`: did you mean `scopes`/)
  assert.throws(() => check({ scopes: ['read'], polcy: policy }), /did you mean `policy`/)
  assert.throws(() => check({ scopes: ['read'], policy: 'deny' }), /`policy` must be a function/)
  assert.throws(() => check({ scopes: ['read'], showReasons: 'no' }), /`showReasons` must be/)
})
