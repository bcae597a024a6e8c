import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseStrictJsonObject } from '../../src/text/strict-json.ts'

test('an object is parsed as JSON.parse would', () => {
  const text = ' {"a":[1,{"b":"}\\"{"}],"c":null,"d":{"a":true},"e":"a:b"}\n'
  assert.deepEqual(parseStrictJsonObject(text), JSON.parse(text))
  assert.deepEqual(parseStrictJsonObject('{}'), {})
})

test('anything but one object is refused', () => {
  const texts = ['', ' ', '[]', '"a"', '1', 'null', 'true', '{', '}', '{}{}', '{"a":1,}', "{'a':1}"]
  for (const text of [...texts, '\ufeff{}', '{"a":NaN}', '{"a"}', '{"a', '{"a\\', '{"a":1}]']) {
    assert.equal(parseStrictJsonObject(text), undefined, text)
  }
})

test('JWT-08 O06 a name given twice in one object is refused, at any depth and in any spelling', () => {
  assert.deepEqual(parseStrictJsonObject('{"sub":"a","aud":"b"}'), { sub: 'a', aud: 'b' })
  assert.deepEqual(parseStrictJsonObject('{"a":{"b":1},"b":[{"b":2},{"b":3}]}'), {
    a: { b: 1 },
    b: [{ b: 2 }, { b: 3 }],
  })
  for (const text of [
    '{"sub":"a","sub":"b"}',
    '{"sub":"a","sub":"a"}',
    '{"sub":"a","\\u0073ub":"b"}',
    '{"sub" : "a", "x":{}, "sub"\n\t: "b"}',
    '{"a":{"b":1,"c":{},"b":2}}',
    '{"a":[[{"b":1,"b":2}]]}',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":2}',
  ]) {
    assert.equal(parseStrictJsonObject(text), undefined, text)
  }
})

test('names differ as long as one character does', () => {
  assert.deepEqual(parseStrictJsonObject('{"sub":1,"Sub":2,"sub ":3,"s\\u0075b2":4}'), {
    sub: 1,
    Sub: 2,
    'sub ': 3,
    sub2: 4,
  })
})

test('O06 N05 names such as __proto__ become own properties and leave the prototype alone', () => {
  const parsed = parseStrictJsonObject('{"__proto__":{"scope":"admin"},"constructor":1}')
  assert.ok(parsed !== undefined)
  assert.ok(Object.hasOwn(parsed, '__proto__'))
  assert.equal(Object.getPrototypeOf(parsed), Object.prototype)
  assert.equal(parsed.scope, undefined)
  assert.equal(({} as Record<string, unknown>).scope, undefined)
})

test('A18 nesting is allowed up to the limit and refused past it, brackets in strings apart', () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
  assert.notEqual(parseStrictJsonObject(nested(16)), undefined)
  assert.equal(parseStrictJsonObject(nested(17)), undefined)
  assert.notEqual(parseStrictJsonObject(nested(3), 3), undefined)
  assert.equal(parseStrictJsonObject(nested(4), 3), undefined)
  assert.notEqual(parseStrictJsonObject(`{"a":"${'['.repeat(100)}"}`), undefined)
})

test('A18 a document nested 100,000 deep and one with 50,000 names are answered at once', () => {
  const started = performance.now()
  assert.equal(parseStrictJsonObject(`{"a":${'['.repeat(100_000)}`), undefined)
  const names = Array.from({ length: 50_000 }, (_, i) => `"n${i}":${i}`)
  assert.notEqual(parseStrictJsonObject(`{${names.join()}}`), undefined)
  assert.equal(parseStrictJsonObject(`{${names.join()},"n7":0}`), undefined)
  assert.ok(performance.now() - started < 2_000)
})

test('every JSON object is accepted and means what it says', () => {
  const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 6 }))
  fc.assert(
    fc.property(object, fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      assert.deepEqual(parseStrictJsonObject(text), JSON.parse(text))
    }),
  )
})

test('an object with any one of its names repeated is refused', () => {
  const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { minKeys: 1 })
  fc.assert(
    fc.property(object, fc.nat(), (value, pick) => {
      const names = Object.keys(value)
      const again = JSON.stringify(names[pick % names.length])
      const text = JSON.stringify(value)
      assert.notEqual(parseStrictJsonObject(text), undefined)
      assert.equal(parseStrictJsonObject(`${text.slice(0, -1)},${again}:0}`), undefined)
    }),
  )
})

test('no text makes the parser throw, and what it accepts JSON.parse accepts', () => {
  const piece = fc.constantFrom('{', '}', '[', ']', '"a"', '"', ':', ',', '1', '\\', ' ', 'null')
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 30 }), (text) => {
      const parsed = parseStrictJsonObject(text)
      if (parsed !== undefined) assert.deepEqual(parsed, JSON.parse(text))
    }),
    { numRuns: 300 },
  )
})
