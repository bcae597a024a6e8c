import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAddressAllowed, isPublicAddress } from '../../src/outbound/address-rules.ts'
import { type OutboundPolicy, parseTarget } from '../../src/outbound/target.ts'

const special = [
  '0.0.0.0',
  '0.255.255.255',
  '10.0.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.255',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.31.196.1',
  '192.52.193.1',
  '192.88.99.1',
  '192.168.1.1',
  '192.175.48.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:0:7f00:1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:0:7f00:1::',
  '2001:2::1',
  '2001:10::1',
  '2001:20::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2620:4f:8000::1',
  '3fff::1',
  '4000::1',
  '5f00::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  'not an address',
  '',
]

/** The neighbours just outside the ranges above. */
const ordinary = [
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.1',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '203.0.112.1',
  '223.255.255.255',
  '::ffff:1.1.1.1',
  '2001:200::1',
  '2001:db9::1',
  '2003::1',
  '2606:4700::1111',
  '3ffe::1',
]

test('CIMD-05 no special-use address is a public one, whatever its form', () => {
  for (const address of special) assert.equal(isPublicAddress(address), false, address)
  for (const address of ordinary) assert.equal(isPublicAddress(address), true, address)
})

test('a host on loopback may have loopback addresses alone', () => {
  const isAllowed = (address: string, policy: OutboundPolicy) => {
    const target = parseTarget('http://localhost:4000/', policy)
    assert.ok(target)
    return isAddressAllowed(address, policy, target)
  }
  for (const policy of ['public-or-loopback', 'operator'] as const) {
    assert.equal(isAllowed('127.0.0.1', policy), true)
    assert.equal(isAllowed('::1', policy), true)
    assert.equal(isAllowed('1.1.1.1', policy), false)
    assert.equal(isAllowed('10.0.0.1', policy), false)
  }
})

test('the operator reaches private networks, and never the link or everybody', () => {
  const target = parseTarget('https://idp.internal/', 'operator')
  assert.ok(target)
  for (const address of ['10.0.0.1', '192.168.1.1', '127.0.0.1', 'fd00::1', '1.1.1.1']) {
    assert.equal(isAddressAllowed(address, 'operator', target), true, address)
    assert.equal(isAddressAllowed(address, 'public', target), address === '1.1.1.1', address)
  }
  for (const address of ['169.254.169.254', '0.0.0.0', '224.0.0.1', '255.255.255.255', 'fe80::1']) {
    assert.equal(isAddressAllowed(address, 'operator', target), false, address)
  }
})
