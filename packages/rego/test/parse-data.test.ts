import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseData } from '../src/parse-data.ts'
import { toJson } from '../src/values/json.ts'

test('data files are read with every digit, whatever their format', () => {
  for (const [text, format] of [
    ['{"b": [1, 9007199254740993], "a": null}', 'json'],
    ['b:\n  - 1\n  - 9007199254740993\na:\n', 'yaml'],
  ] as const) {
    assert.equal(toJson(parseData(text, format)), '{"a":null,"b":[1,9007199254740993]}')
  }
})

test('whole numbers of JSON have any size; those of YAML beyond 64 bits are doubles, as in OPA', () => {
  const digits = '123456789012345678901234567890'
  assert.equal(toJson(parseData(digits, 'json')), digits)
  assert.equal(toJson(parseData(digits, 'yaml')), '123456789012345680000000000000')
})

test('what is neither is a SyntaxError', () => {
  for (const format of ['json', 'yaml'] as const) {
    assert.throws(() => parseData('{"a": [', format), SyntaxError)
  }
})
