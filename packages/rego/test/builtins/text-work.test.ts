import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Value } from '../../src/values/value.ts'
import { evaluateWith, LimitReached, testCall } from './call-builtin.ts'

const size = 100_000

/** Calls with a text that somebody may have sent, whatever its length. */
const calls: { readonly [name: string]: (text: string) => readonly Value[] } = {
  'net.cidr_contains': (text) => [text, '10.0.0.1'],
  'net.cidr_intersects': (text) => ['10.0.0.0/8', text],
  'net.cidr_is_valid': (text) => [text],
  'net.cidr_expand': (text) => [text],
  'net.cidr_merge': (text) => [[text]],
  'net.cidr_contains_matches': (text) => ['10.0.0.0/8', [text]],
  'uuid.rfc4122': (text) => [text],
  'uuid.parse': (text) => [text],
  'rand.intn': (text) => [text, 10],
  'io.jwt.verify_hs256': (text) => ['a.b.c', text],
  'units.parse': (text) => [`${text}"`],
  'units.parse_bytes': (text) => [`${text}"`],
  split: (text) => ['a', text],
}

for (const [name, args] of Object.entries(calls)) {
  test(`${name} counts a long text as work`, () => {
    const limit = size / 100
    for (const character of ['"', '1']) {
      const given = args(character.repeat(size))
      assert.throws(() => evaluateWith(testCall(limit), name, ...given), LimitReached)
    }
  })

  test(`${name} counts a short text as little`, () => {
    try {
      evaluateWith(testCall(100), name, ...args('1'))
    } catch (error) {
      assert.ok(!(error instanceof LimitReached))
    }
  })
}

test('a long number costs more than its characters', () => {
  const digits = '1'.repeat(1_000_000)
  for (const name of ['units.parse', 'units.parse_bytes']) {
    assert.throws(() => evaluateWith(testCall(300_000), name, digits), LimitReached)
    assert.equal(evaluateWith(testCall(100), name, '12'), 12)
  }
})
