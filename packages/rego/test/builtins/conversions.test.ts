import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callBuiltin, errorOf, set } from './call-builtin.ts'

test('to_number reads strings as Go does, whole numbers exactly', () => {
  for (const [given, number] of [
    ['12', 12],
    ['-3', -3],
    ['+7', 7],
    ['1e3', 1000],
    ['.5', 0.5],
    ['5.', 5],
    ['00012', 12],
    ['18446744073709551617', 18446744073709551617n],
    ['0x1.8p1', 3],
    ['1_000.5_0', 1000.5],
    ['0x_1_0p0', 16],
    ['0', 0],
    ['-0.0', 0],
  ] as const) {
    assert.equal(callBuiltin('to_number', given), number)
  }
  assert.equal(callBuiltin('to_number', null), 0)
  assert.equal(callBuiltin('to_number', true), 1)
  assert.equal(callBuiltin('to_number', 2.5), 2.5)
})

test('to_number refuses what is no number', () => {
  const invalid = 'strconv.ParseFloat: parsing "a\\"b": invalid syntax'
  assert.equal(errorOf('to_number', 'a"b'), invalid)
  for (const given of ['', ' 1', '1__0', '_1', '1_', '1_.5', '--1', '.', 'e1', '0x10', '0x_p1']) {
    assert.match(errorOf('to_number', given) ?? '', /invalid syntax$/)
  }
  assert.match(errorOf('to_number', '1e400') ?? '', /value out of range$/)
  assert.equal(
    errorOf('to_number', '-Infinity'),
    'operand 1 must be valid number string but got string',
  )
  assert.equal(
    errorOf('to_number', []),
    'operand 1 must be one of {null, boolean, number, string} but got array',
  )
})

test('casts give a value of the type, and refuse others', () => {
  assert.deepEqual(callBuiltin('cast_array', set(2, 1)), [1, 2])
  assert.deepEqual([...(callBuiltin('cast_set', [1, 1]) as Iterable<unknown>)], [1])
  assert.equal(callBuiltin('cast_string', 'a'), 'a')
  assert.equal(callBuiltin('cast_null', null), null)
  assert.equal(errorOf('cast_boolean', 1), 'operand 1 must be boolean but got number')
  assert.equal(errorOf('cast_object', []), 'operand 1 must be object but got array')
  assert.equal(errorOf('cast_array', 1), 'operand 1 must be one of {array, set} but got number')
})
