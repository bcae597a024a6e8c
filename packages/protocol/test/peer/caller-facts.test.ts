import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  callerFacts,
  headerValues,
  pairHeaders,
  parseAddressSet,
  type RawHeaders,
} from '../../src/peer/peer.ts'

const trust = {
  proxies: parseAddressSet(['10.0.0.0/8', '::1']),
  deviceTrustHeader: 'X-Device-Trust',
}

function factsOf(address: string | undefined, headers: RawHeaders) {
  return callerFacts({ address }, headers, trust)
}

test('values of one header come in order, whatever the case of its name', () => {
  const headers = pairHeaders(['Via', 'a', 'x', '1', 'VIA', 'b', 'via', ''])
  assert.deepEqual(headerValues(headers, 'via'), ['a', 'b', ''])
  assert.deepEqual(headerValues(headers, 'Via'), ['a', 'b', ''])
  assert.deepEqual(headerValues(headers, 'vi'), [])
  assert.deepEqual(headerValues(headers, '__proto__'), [])
})

test('a flat list that ends in the middle of a pair loses only that', () => {
  assert.deepEqual(pairHeaders(['a', '1', 'b']), [['a', '1']])
})

test('without a socket address nothing is known, whatever the headers say', () => {
  const headers: RawHeaders = [
    ['x-forwarded-for', '203.0.113.9'],
    ['x-device-trust', 'high'],
  ]
  assert.deepEqual(factsOf(undefined, headers), {})
  assert.deepEqual(factsOf('not an address', headers), {})
  assert.deepEqual(factsOf('10.0.0.1', headers), { address: '203.0.113.9', deviceTrust: 'high' })
})

test('H02 H03 headers of a caller that is no declared proxy count for nothing', () => {
  const headers: RawHeaders = [
    ['x-forwarded-for', '203.0.113.9'],
    ['x-device-trust', 'high'],
  ]
  assert.deepEqual(factsOf('198.51.100.1', headers), { address: '198.51.100.1' })
  assert.deepEqual(factsOf('::ffff:10.0.0.1', headers), {
    address: '203.0.113.9',
    deviceTrust: 'high',
  })
})

test('H02 the chain is read from its end: what a caller wrote in front of it is not believed', () => {
  const spoofed: RawHeaders = [['x-forwarded-for', '192.0.2.1, 203.0.113.9']]
  assert.deepEqual(factsOf('10.0.0.1', spoofed), { address: '203.0.113.9' })
  const throughTwo: RawHeaders = [['x-forwarded-for', '192.0.2.1, 203.0.113.9, 10.0.0.2']]
  assert.deepEqual(factsOf('10.0.0.1', throughTwo), { address: '203.0.113.9' })
})

test('H02 repeated forwarding headers are one chain, in order', () => {
  const headers: RawHeaders = [
    ['X-Forwarded-For', '192.0.2.1'],
    ['x-forwarded-for', '203.0.113.9'],
  ]
  assert.deepEqual(factsOf('10.0.0.1', headers), { address: '203.0.113.9' })
})

test('a hop that is no address ends the walk at the last proxy believed', () => {
  for (const hop of ['unknown', '_hidden', '203.0.113.9:4711', '203.0.113.9%x', '127.1']) {
    const headers: RawHeaders = [['x-forwarded-for', `192.0.2.1, ${hop}, 10.0.0.2`]]
    assert.deepEqual(factsOf('10.0.0.1', headers), { address: '10.0.0.2' }, hop)
  }
})

test('a declared proxy that forwards nobody is the caller itself', () => {
  for (const value of ['', ' , ,', '10.0.0.7']) {
    const facts = factsOf('10.0.0.1', [['x-forwarded-for', value]])
    assert.deepEqual(facts, { address: value === '10.0.0.7' ? '10.0.0.7' : '10.0.0.1' })
  }
  assert.deepEqual(factsOf('::1', []), { address: '::1' })
})

test('H02 the trust of a device is one value, one of three words, under the exact name', () => {
  for (const word of ['high', 'medium', 'low'] as const) {
    assert.deepEqual(factsOf('10.0.0.1', [['x-device-trust', word]]), {
      address: '10.0.0.1',
      deviceTrust: word,
    })
  }
  for (const headers of [
    [
      ['x-device-trust', 'high'],
      ['X-Device-Trust', 'high'],
    ],
    [['x-device-trust', 'high, high']],
    [['x-device-trust', 'HIGH']],
    [['x-device-trust', 'compliant']],
    [['x-device-trust', '']],
    [['x-device-trust', 'toString']],
    [['x_device_trust', 'high']],
    [['x-device-trust ', 'high']],
  ] as const satisfies readonly RawHeaders[]) {
    assert.deepEqual(factsOf('10.0.0.1', headers), { address: '10.0.0.1' })
  }
})

test('without a named header no device is trusted', () => {
  const headers: RawHeaders = [['x-device-trust', 'high']]
  const facts = callerFacts({ address: '10.0.0.1' }, headers, { proxies: trust.proxies })
  assert.deepEqual(facts, { address: '10.0.0.1' })
})

test('no header lets a caller outside the proxies change what is known of it', () => {
  const name = fc.constantFrom('x-forwarded-for', 'forwarded', 'x-real-ip', 'x-device-trust')
  const value = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('high', '10.0.0.1'), fc.string())
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), (headers) => {
      assert.deepEqual(factsOf('198.51.100.1', headers), { address: '198.51.100.1' })
    }),
  )
})

test('whatever a caller puts in front of the chain, the hop that the proxy saw is the answer', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), (written) => {
      const chain = [...written, '203.0.113.9'].join(', ')
      assert.deepEqual(factsOf('10.0.0.1', [['x-forwarded-for', chain]]), {
        address: '203.0.113.9',
      })
    }),
  )
})
