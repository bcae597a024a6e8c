import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callBuiltin, errorOf, evaluateWith, testCall } from './call-builtin.ts'

test('uuid.parse takes a UUID with time and node apart', () => {
  assert.deepEqual(callBuiltin('uuid.parse', '00000000-0000-1000-8000-01005e000000'), {
    version: 1,
    variant: 'RFC4122',
    time: -12219292800000000000n + 2n ** 64n,
    nodeid: '01-00-5e-00-00-00',
    macvariables: 'global:multicast',
    clocksequence: 0,
  })
  assert.deepEqual(callBuiltin('uuid.parse', '000003e8-48b9-21ee-b200-325096b39f47'), {
    version: 2,
    variant: 'RFC4122',
    time: 1693566990121469600n,
    nodeid: '32-50-96-b3-9f-47',
    macvariables: 'local:unicast',
    clocksequence: 12800,
    id: 1000,
    domain: 'Person',
  })
})

test('uuid.parse takes other spellings, and is undefined for all else', () => {
  const bare = '0123456789ab4def8123456789abcdef'
  const hyphened = '01234567-89ab-4def-8123-456789abcdef'
  const fields = { version: 4, variant: 'RFC4122' }
  for (const text of [bare, hyphened, `URN:uuid:${hyphened}`, `{${hyphened}}`]) {
    assert.deepEqual(callBuiltin('uuid.parse', text), fields)
  }
  for (const text of ['', 'x', `${hyphened}0`, hyphened.replace('-', '_'), `urn:x:${hyphened}`]) {
    assert.equal(callBuiltin('uuid.parse', text), undefined)
  }
  assert.equal(errorOf('uuid.parse', 1), 'operand 1 must be string but got number')
})

test('uuid.rfc4122 gives one UUID for each key of a query', () => {
  const call = testCall()
  const first = evaluateWith(call, 'uuid.rfc4122', 'a')
  assert.match(
    String(first),
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  assert.equal(
    evaluateWith({ ...call, randomBytes: () => new Uint8Array(16) }, 'uuid.rfc4122', 'a'),
    first,
  )
  assert.notEqual(
    evaluateWith({ ...call, randomBytes: () => new Uint8Array(16) }, 'uuid.rfc4122', 'b'),
    first,
  )
})
