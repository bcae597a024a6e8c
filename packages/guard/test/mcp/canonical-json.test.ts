import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalJson } from '../../src/mcp/canonical-json.ts'

test('what means the same has one text', () => {
  const pairs = [
    ['{"b":[1,{"d":null,"c":true}],"a":"x"}', ' { "a": "x", "b": [1.0, {"c":true,"d":null}] } '],
    ['{"\\u0061":"\\u00e9"}', '{"a":"é"}'],
  ] as const
  for (const [one, other] of pairs) {
    assert.equal(canonicalJson(JSON.parse(one)), canonicalJson(JSON.parse(other)), one)
  }
  assert.equal(canonicalJson(JSON.parse(pairs[0][0])), '{"a":"x","b":[1,{"c":true,"d":null}]}')
})

test('what differs has different texts', () => {
  const texts = [
    ...['null', '"null"', 'true', '"true"', '1', '"1"', '1e400', '-1e400', '""', '[]', '{}'],
    ...['[1,2]', '[2,1]', '["1,2"]', '[[1],2]', '[1,[2]]', '{"a":1}', '{"a":"1"}', '["a",1]'],
    ...['{"a":{"b":1}}', '{"a":{},"b":1}', '{"a,b":1}', '{"a":1,"b":1}', '{"a\\":1,\\"b":1}'],
    ...['{"__proto__":1}', '{"__proto__":{}}', '"\\ud800"', '"\\ud801"'],
  ]
  assert.equal(new Set(texts.map((text) => canonicalJson(JSON.parse(text)))).size, texts.length)
})
