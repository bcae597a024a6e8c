import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callBuiltin, errorOf } from './call-builtin.ts'

test('units.parse knows decimal and binary units and thousandths', () => {
  for (const [given, number] of [
    ['10', 10],
    ['10G', 10_000_000_000],
    ['5Ki', 5120],
    ['5ki', 5120],
    ['1500m', 1.5],
    ['1M', 1_000_000],
    ['1e-3K', 1],
    ['"2"k', 2000],
    ['-1.5K', -1500],
    ['99999999999999999999E', 99999999999999999999n * 10n ** 18n],
    ['0.00000000001', 0],
  ] as const) {
    assert.equal(callBuiltin('units.parse', given), number)
  }
})

test('units.parse_bytes ignores case, takes a B, and cuts fractions off', () => {
  for (const [given, number] of [
    ['1kb', 1000],
    ['1KiB', 1024],
    ['1.5e3MB', 1_500_000_000],
    ['1.1GB', 1_100_000_000],
    ['0.9', 0],
    ['1e', 10 ** 18],
    ['16EiB', 2n ** 64n],
    ['1e-999999', 0],
  ] as const) {
    assert.equal(
      callBuiltin('units.parse_bytes', given),
      typeof number === 'number' && !Number.isSafeInteger(number) ? BigInt(number) : number,
    )
  }
})

test('units refuse what they cannot read', () => {
  for (const [given, why] of [
    ['', 'no amount provided'],
    ['G', 'no amount provided'],
    ['1 G', 'spaces not allowed in resource strings'],
    ['1Q', 'unit Q not recognized'],
    ['1-2', 'could not parse amount to a number'],
    ['1e1234567', 'exponent too large'],
  ]) {
    assert.equal(errorOf('units.parse', given as string), `units.parse: ${why}`)
  }
  assert.equal(errorOf('units.parse_bytes', 'x'), 'units.parse_bytes: no byte amount provided')
  assert.equal(errorOf('units.parse_bytes', '1q'), 'units.parse_bytes: byte unit q not recognized')
  assert.equal(
    errorOf('units.parse_bytes', '1.2.3'),
    'units.parse_bytes: could not parse byte amount to a number',
  )
})
