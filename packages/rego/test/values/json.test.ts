import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { equal } from '../../src/values/compare.ts'
import { parseJson, toJson } from '../../src/values/json.ts'
import { objectFrom } from '../../src/values/objects.ts'
import { printValue } from '../../src/values/print.ts'
import { RegoSet } from '../../src/values/rego-set.ts'
import type { Value } from '../../src/values/value.ts'
import { anyValue } from './any-value.ts'

test('JSON is read with every digit of whole numbers, and written sorted and escaped', () => {
  assert.deepEqual(parseJson('{"b": 18446744073709551617, "a": [1.50, 1e2]}'), {
    a: [1.5, 100],
    b: 18446744073709551617n,
  })
  assert.equal(
    toJson({ b: '<&>\u2028', a: RegoSet.from([2, 1]) }),
    '{"a":[1,2],"b":"\\u003c\\u0026\\u003e\\u2028"}',
  )
  assert.equal(
    toJson(
      objectFrom([
        [1, 2],
        [[true], 3],
      ]),
    ),
    '{"1":2,"[true]":3}',
  )
  assert.throws(() => parseJson('{'), SyntaxError)
})

test('lone surrogates are read as U+FFFD, pairs and escaped backslashes as they are', () => {
  assert.equal(parseJson('"\\ud800x\\udc00"'), '\ufffdx\ufffd')
  assert.equal(parseJson('"\\ud83d\\ude00"'), '😀')
  assert.equal(parseJson('"\\\\ud800"'), '\\ud800')
  assert.deepEqual(parseJson('{"\\udfff": "\ud800"}'), { '\ufffd': '\ufffd' })
})

test('attack: a key named __proto__ is a key like any other', () => {
  for (const text of ['{"__proto__": {"admin": true}}', '{"__proto__": {"admin": 1.5}}']) {
    const read = parseJson(text) as object
    assert.deepEqual(Object.keys(read), ['__proto__'])
    assert.equal((read as { admin?: unknown }).admin, undefined)
  }
})

test('what JSON can say is read as it was written', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false } as object), (value) => {
      const given = parseJson(JSON.stringify(value))
      assert.ok(equal(parseJson(toJson(given)), given))
    }),
  )
})

test('every value can be written as JSON, equal values alike', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      assert.equal(toJson(parseJson(toJson(value))).length > 0, true)
      const copy: Value = RegoSet.from([value]).sorted()[0] as Value
      assert.equal(toJson(copy), toJson(value))
    }),
  )
})

test('values are printed as Rego', () => {
  const value = { a: [RegoSet.empty, RegoSet.from([2, 1])], b: objectFrom([[1, null]]) }
  assert.equal(printValue(value), '{"a": [set(), {1, 2}], "b": {1: null}}')
})
