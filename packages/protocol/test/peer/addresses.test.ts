import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addressBlock, canonicalAddress, parseAddressSet } from '../../src/peer/peer.ts'

test('an address has one canonical text, however it is spelled', () => {
  for (const [text, canonical] of [
    ['203.0.113.9', '203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['::ffff:cb00:7109', '203.0.113.9'],
    ['0:0:0:0:0:ffff:203.0.113.9', '203.0.113.9'],
    ['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::', '::'],
  ] as const) {
    assert.equal(canonicalAddress(text), canonical, text)
  }
})

test('what is not exactly one IP address has none', () => {
  for (const text of [
    ...['', ' ', '::1 ', ' ::1', '[::1]', '1.2.3', '01.2.3.4', '1.2.3.4.5', '256.1.1.1', '0x7f.1'],
    ...['localhost', '1.2.3.4:80', '1.2.3.4,5.6.7.8', '1.2.3.4/8', '1::2::3', 'g::1'],
    // A zone belongs to an IPv6 address and has a name.
    ...['1.2.3.4%eth0', '1.2.3.4%', '::1%', '%', '::1%a%b'],
  ]) {
    assert.equal(canonicalAddress(text), undefined, JSON.stringify(text))
  }
})

test('every spelling of an IPv6 address has the same canonical text, which is its own', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), (groups) => {
      const long = groups.map((group) => group.toString(16).padStart(4, '0')).join(':')
      const short = groups.map((group) => group.toString(16)).join(':')
      const canonical = canonicalAddress(long)
      assert.ok(canonical !== undefined)
      assert.equal(canonicalAddress(short.toUpperCase()), canonical)
      assert.equal(canonicalAddress(canonical), canonical)
    }),
  )
})

test('a block is the whole of an IPv4 address and the first 64 bits of an IPv6 one', () => {
  assert.equal(addressBlock('203.0.113.9'), '203.0.113.9')
  assert.equal(addressBlock('::ffff:203.0.113.9'), '203.0.113.9')
  assert.equal(addressBlock('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  assert.equal(addressBlock('2001:db8::1'), '2001:db8:0:0::/64')
  assert.equal(addressBlock('::1'), '0:0:0:0::/64')
  assert.equal(addressBlock('1:2:3::'), '1:2:3:0::/64')
})

test('texts that are no address share one block, apart from every address', () => {
  assert.equal(addressBlock('nonsense'), addressBlock(''))
  assert.notEqual(addressBlock('nonsense'), addressBlock('203.0.113.9'))
})

test('two IPv6 addresses share a block exactly when their first 64 bits agree', () => {
  const group = fc.oneof(fc.constantFrom(0, 1), fc.nat(0xffff))
  const half = fc.tuple(group, group, group, group)
  fc.assert(
    fc.property(half, half, half, half, (a, b, c, d) => {
      // Addresses in ::/64 include those that stand for IPv4 ones.
      fc.pre(a.some((g) => g !== 0) && c.some((g) => g !== 0))
      const text = (...groups: number[]) => groups.map((g) => g.toString(16)).join(':')
      assert.equal(addressBlock(text(...a, ...b)), addressBlock(text(...a, ...d)))
      assert.equal(
        addressBlock(text(...a, ...b)) === addressBlock(text(...c, ...d)),
        text(...a) === text(...c),
      )
    }),
  )
})

test('a set has its addresses and ranges, in any spelling, and nothing else', () => {
  const set = parseAddressSet(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::1'])
  for (const inside of [
    ...['10.0.0.0', '10.255.255.255', '::ffff:10.1.2.3', '192.0.2.7', '::1', '0:0::1'],
    ...['2001:DB8:ffff::', '2001:db8::1%eth0'],
  ]) {
    assert.ok(set.has(inside), inside)
  }
  for (const outside of [
    ...['9.255.255.255', '11.0.0.0', '192.0.2.8', '::2', '2001:db9::', '', '10.1', '10.0.0.1/8'],
    ...['10.0.0.1, 10.0.0.2', 'localhost'],
  ]) {
    assert.ok(!set.has(outside), outside)
  }
})

test('an empty set has nothing', () => {
  assert.ok(!parseAddressSet([]).has('127.0.0.1'))
})

test('an IPv4 range may be written inside IPv6', () => {
  const set = parseAddressSet(['::ffff:10.0.0.0/104', '::ffff:192.0.2.7'])
  assert.ok(set.has('10.1.2.3'))
  assert.ok(set.has('192.0.2.7'))
  assert.ok(!set.has('11.0.0.1'))
  assert.ok(!parseAddressSet(['::ffff:10.0.0.0/95']).has('10.0.0.0'))
})

test('H02 an IPv6 range never takes in IPv4 addresses, however wide it is', () => {
  for (const range of ['::1/64', '::/0', '::/80', '::ffff:203.0.113.9/64']) {
    const set = parseAddressSet([range])
    assert.ok(set.has('::1'), range)
    assert.ok(!set.has('203.0.113.9'), range)
    assert.ok(!set.has('::ffff:203.0.113.9'), range)
  }
  assert.ok(parseAddressSet(['0.0.0.0/0']).has('203.0.113.9'))
})

test('an entry that is neither address nor range is misuse and is named', () => {
  for (const entry of [
    ...['', 'localhost', '10.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '/8'],
    ...['10.0.0.0/-1', '10.0.0.0/ 8', '10.0.0.0/1e1', '10.0.0.0/08', ' 10.0.0.1', '10.0.0.1 '],
    // A zone is a property of one machine, and would not be compared.
    ...['fe80::1%eth0', 'fe80::%eth0/10'],
  ]) {
    assert.throws(
      () => parseAddressSet(['10.0.0.1', entry]),
      (error) => error instanceof RangeError && error.message.startsWith(`\`${entry}\` is not`),
      entry,
    )
  }
})
