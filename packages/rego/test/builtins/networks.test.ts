import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RegoSet } from '../../src/values/rego-set.ts'
import { callBuiltin, errorOf, LimitReached, set } from './call-builtin.ts'

test('a network has the addresses and networks that begin as it does', () => {
  for (const name of ['net.cidr_contains', 'net.cidr_overlap']) {
    const cases: [string, string, boolean][] = [
      ['10.0.0.0/8', '10.1.2.3', true],
      ['10.0.0.0/8', '11.0.0.0', false],
      ['10.0.0.7/8', '10.0.0.0/8', true],
      ['10.0.0.0/24', '10.0.0.0/23', false],
      ['0.0.0.0/0', '255.255.255.255', true],
      ['0.0.0.0/0', '::1', false],
      ['::/0', '10.0.0.1', false],
      ['10.0.0.0/8', '::ffff:10.0.0.1', true],
      ['::ffff:10.0.0.0/104', '10.9.9.9', true],
      ['2001:db8::/32', '2001:db8:1::1', true],
      ['2001:db8::/32', '2001:db9::/48', false],
    ]
    for (const [network, other, within] of cases) {
      assert.equal(callBuiltin(name, network, other), within, `${network} ${other}`)
    }
    assert.equal(errorOf(name, '10.0.0.0', '10.0.0.0'), 'invalid CIDR address: 10.0.0.0')
    assert.equal(
      errorOf(name, '10.0.0.0/8', 'x'),
      'not a valid textual representation of an IP address or CIDR: x',
    )
    assert.equal(errorOf(name, '10.0.0.0/8', 1), 'operand 1 must be string but got number')
  }
})

test('net.cidr_is_valid takes any value', () => {
  for (const valid of ['10.0.0.1/0', '::/128', '1:2:3:4:5:6:1.2.3.4/7', '1::/08']) {
    assert.equal(callBuiltin('net.cidr_is_valid', valid), true, valid)
  }
  for (const invalid of [
    ...['10.0.0.0', '10.0.0.0/33', '010.0.0.0/8', '10.0.0/8', '256.0.0.0/8', '::/129'],
    ...['fe80::1%eth0/64', '1::2::3/4', '1:2:3:4:5:6:7:8::/4', '::/+1', '::/', '1:2/3', '/8'],
    ...['12345::/1', ':/1', 1, null],
  ]) {
    assert.equal(callBuiltin('net.cidr_is_valid', invalid), false, `${invalid}`)
  }
})

test('networks intersect where one has the other', () => {
  assert.equal(callBuiltin('net.cidr_intersects', '10.0.0.0/8', '10.1.0.0/16'), true)
  assert.equal(callBuiltin('net.cidr_intersects', '10.1.0.0/16', '10.0.0.0/8'), true)
  assert.equal(callBuiltin('net.cidr_intersects', '10.0.0.0/9', '10.128.0.0/9'), false)
  assert.equal(errorOf('net.cidr_intersects', 'x', 'y'), 'invalid CIDR address: x')
})

test('net.cidr_expand gives every address, and refuses more than an evaluation may hold', () => {
  assert.deepEqual(callBuiltin('net.cidr_expand', '10.0.0.5/31'), set('10.0.0.4', '10.0.0.5'))
  assert.deepEqual(callBuiltin('net.cidr_expand', '255.255.255.255/32'), set('255.255.255.255'))
  assert.deepEqual(
    callBuiltin('net.cidr_expand', '2001:db8::/127'),
    set('2001:db8::', '2001:db8::1'),
  )
  assert.throws(() => callBuiltin('net.cidr_expand', '0.0.0.0/0'), LimitReached)
  assert.throws(() => callBuiltin('net.cidr_expand', '::/0'), LimitReached)
})

test('addresses are written the shortest way', () => {
  for (const [written, shortest] of [
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:0:2:3:0:0:4', '1::2:3:0:0:4'],
    ['0:1:0:2:0:3:0:4', '0:1:0:2:0:3:0:4'],
    ['ABCD::', 'abcd::'],
    ['::ffff:a00:1', '10.0.0.1'],
  ] as const) {
    assert.deepEqual(callBuiltin('net.cidr_expand', `${written}/128`), set(shortest))
  }
})

test('net.cidr_contains_matches names both sides by position, key or themselves', () => {
  const matches = (...args: Parameters<typeof set>) =>
    callBuiltin('net.cidr_contains_matches', ...args)
  assert.deepEqual(matches('10.0.0.0/8', '10.0.0.1'), set(['10.0.0.0/8', '10.0.0.1']))
  assert.deepEqual(
    matches(['10.0.0.0/8', ['1.0.0.0/8', 'x']], ['1.1.1.1', '10.0.0.1']),
    set([0, 1], [1, 0]),
  )
  assert.deepEqual(
    matches({ a: '10.0.0.0/8' }, set(['10.0.0.1', 'left'])),
    set(['a', ['10.0.0.1', 'left']]),
  )
  assert.deepEqual(matches(1, '10.0.0.1'), new RegoSet())
  assert.equal(
    errorOf('net.cidr_contains_matches', ['10.0.0.0/8'], [[]]),
    'operand 2: element must be string or non-empty array',
  )
  assert.equal(errorOf('net.cidr_contains_matches', ['x'], ['1.1.1.1']), 'invalid CIDR address: x')
})

test('net.cidr_merge gives the fewest networks', () => {
  const merged = (...args: Parameters<typeof set>) => callBuiltin('net.cidr_merge', args)
  assert.deepEqual(merged('192.0.128.0/24', '192.0.129.0/24'), set('192.0.128.0/23'))
  assert.deepEqual(
    merged('10.0.0.64/26', '10.0.0.128/25', '10.0.1.0/26'),
    set('10.0.0.64/26', '10.0.0.128/25', '10.0.1.0/26'),
  )
  assert.deepEqual(merged('10.0.0.0/8', '10.1.0.0/16', '10.0.0.0/8'), set('10.0.0.0/8'))
  assert.deepEqual(merged('192.0.2.1'), set('192.0.2.1/24'))
  assert.deepEqual(merged('2001:db8::/33', '2001:db8:8000::/33'), set('2001:db8::/32'))
  assert.deepEqual(merged(), new RegoSet())
  assert.equal(errorOf('net.cidr_merge', ['::1']), 'IPv6 invalid: needs prefix length')
  assert.equal(errorOf('net.cidr_merge', [1]), 'element must be string')
  assert.equal(errorOf('net.cidr_merge', 'x'), 'operand must be an array')
  assert.equal(errorOf('net.cidr_merge', ['x']), 'invalid CIDR address: x')
})
