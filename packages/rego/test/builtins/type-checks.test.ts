import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectFrom } from '../../src/values/objects.ts'
import { callBuiltin, set } from './call-builtin.ts'

const examples = {
  null: [null],
  boolean: [true, false],
  number: [1, 2n ** 64n, 0.5],
  string: ['', 'a'],
  array: [[], [1]],
  object: [{}, objectFrom([[1, 2]])],
  set: [set(), set(1)],
}

test('each value has one type, and the checks agree with its name', () => {
  for (const [type, values] of Object.entries(examples)) {
    for (const value of values) {
      assert.equal(callBuiltin('type_name', value), type)
      for (const other of Object.keys(examples)) {
        assert.equal(callBuiltin(`is_${other}`, value), other === type)
      }
    }
  }
})
