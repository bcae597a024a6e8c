import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callBuiltin, errorOf } from './call-builtin.ts'

test('versions are ordered by the rules of semver.org', () => {
  const inOrder = [
    '1.0.0-1',
    '1.0.0-2',
    '1.0.0-11',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-beta',
    '1.0.0',
    'v1.0.1',
    '1.10.0',
  ]
  for (const [i, a] of inOrder.entries()) {
    for (const [j, b] of inOrder.entries()) {
      assert.equal(callBuiltin('semver.compare', a, b), Math.sign(i - j))
    }
  }
  assert.equal(callBuiltin('semver.compare', '1.0.0+a', '1.0.0+b'), 0)
  assert.equal(callBuiltin('semver.compare', '1.0.0-01', '1.0.0-1'), 0)
})

test('semver.compare says which of the two is no version', () => {
  assert.equal(
    errorOf('semver.compare', '1.0.0', '1.0'),
    'operand 2: string "1.0" is not a valid SemVer',
  )
  assert.equal(errorOf('semver.compare', 1, '1.0'), 'operand 1 must be string but got number')
})

test('semver.is_valid takes any value', () => {
  for (const valid of ['1.2.3', 'v1.2.3-rc.1+build', '01.2.3', '1.2.3-']) {
    assert.equal(callBuiltin('semver.is_valid', valid), true)
  }
  for (const invalid of [
    '1.2',
    '1.2.x',
    '1.2.3-a..b',
    '1.2.3-_',
    '9223372036854775808.0.0',
    1,
    null,
  ]) {
    assert.equal(callBuiltin('semver.is_valid', invalid), false)
  }
})
