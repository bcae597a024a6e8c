import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { equal } from '../../src/values/compare.ts'
import { objectFrom } from '../../src/values/objects.ts'
import { printValue } from '../../src/values/print.ts'
import type { Value } from '../../src/values/value.ts'
import { callBuiltin, errorOf, evaluateWith, LimitReached, set, testCall } from './call-builtin.ts'

const given = { a: { b: [10, 20, { c: 1 }], 'x/y~': 2 }, d: set('m', ['n']) }
const patched = (target: Value, ...patches: Value[]) =>
  printValue(callBuiltin('json.patch', target, patches) as Value)
const wrongPatch = (target: Value, ...patches: Value[]) => errorOf('json.patch', target, patches)

test('json.filter keeps what is at the paths or below them', () => {
  const keep = (paths: Value) => printValue(callBuiltin('json.filter', given, paths) as Value)
  assert.equal(keep(['a/b/0', '/a/b/2']), '{"a": {"b": [10, {"c": 1}]}}')
  assert.equal(keep(set('a/x~1y~0', 'a/none')), '{"a": {"x/y~": 2}}')
  assert.equal(keep([['d', ['n']]]), '{"d": {["n"]}}')
  assert.equal(keep(['a', 'a/b']), keep(['a']))
  assert.equal(keep(['']), '{}')
})

test('json.remove takes away what is at the paths', () => {
  const rest = (paths: Value) => printValue(callBuiltin('json.remove', given, paths) as Value)
  assert.equal(rest(['a/b/0', 'a/b/1', 'd']), '{"a": {"b": [{"c": 1}], "x/y~": 2}}')
  assert.equal(rest([['d', 'm'], 'a']), '{"d": {["n"]}}')
  assert.equal(rest(['a/b/2/c', 'a/b/7', 'a/z/z', 'd']), '{"a": {"b": [10, 20, {}], "x/y~": 2}}')
  assert.equal(rest([['a', 'b', 0], 'd', 'a/x~1y~0']), '{"a": {"b": [10, 20, {"c": 1}]}}')
})

test('json.filter and json.remove refuse what is no object and no list of paths', () => {
  for (const name of ['json.filter', 'json.remove']) {
    assert.equal(errorOf(name, 'x', []), 'operand 1 must be object but got string')
    assert.equal(errorOf(name, {}, 'a'), 'operand 2 must be one of {set, array} but got string')
    assert.equal(
      errorOf(name, {}, [1]),
      'operand 2 must be one of {set, array} containing string paths or array of path segments but got number',
    )
  }
})

test('json.patch adds, removes and replaces in objects, arrays and sets', () => {
  assert.equal(patched({}, { op: 'add', path: '/a', value: 1 }), '{"a": 1}')
  assert.equal(patched([1, 2], { op: 'add', path: '/1', value: 9 }), '[1, 9, 2]')
  assert.equal(patched([1], { op: 'add', path: '-', value: 2 }), '[1, 2]')
  assert.equal(patched({ a: { b: 1, c: 2 } }, { op: 'remove', path: 'a/b' }), '{"a": {"c": 2}}')
  assert.equal(patched([1, 2, 3], { op: 'replace', path: ['1'], value: 'x' }), '[1, "x", 3]')
  assert.equal(patched(set('a'), { op: 'add', path: 'b', value: 'b' }), '{"a", "b"}')
  assert.equal(patched(set(['a']), { op: 'add', path: [['a'], 0], value: 1 }), '{[1, "a"]}')
  assert.equal(patched({}, { op: 'add', path: [1], value: 1 }), '{1: 1}')
  assert.equal(
    patched(
      objectFrom([
        [1, 1],
        ['a', 2],
      ]),
      { op: 'remove', path: [1] },
    ),
    '{"a": 2}',
  )
  assert.equal(patched(1, { op: 'replace', path: '', value: 2 }), '2')
})

test('json.patch moves, copies and tests', () => {
  assert.equal(patched({ a: 1 }, { op: 'move', from: 'a', path: 'b' }), '{"b": 1}')
  assert.equal(
    patched(
      { a: { x: 1 } },
      { op: 'copy', from: 'a', path: 'b' },
      { op: 'add', path: 'b/x', value: 2 },
      { op: 'add', path: 'a/y', value: 3 },
    ),
    '{"a": {"x": 1, "y": 3}, "b": {"x": 2}}',
  )
  assert.equal(patched({ a: [1] }, { op: 'test', path: 'a', value: [1] }), '{"a": [1]}')
  assert.match(
    wrongPatch({ a: 1 }, { op: 'test', path: 'a', value: 2 }) ?? '',
    /^value from EditTree != patch value\.\n\nExpected: 2\n\nFound: 1$/,
  )
})

test('json.patch says why a patch does not fit', () => {
  const facts: readonly [Value, Value, string][] = [
    [{}, 1, 'must be an array of JSON-Patch objects, but at least one element is not an object'],
    [{}, { op: 'add' }, "missing required attribute 'path'"],
    [{}, { path: 'a' }, "missing required attribute 'op'"],
    [{}, { op: 1, path: 'a' }, "attribute 'op' must be a string but found: number"],
    [{}, { op: 'add', path: 'a' }, "missing required attribute 'value'"],
    [{}, { op: 'move', path: 'a' }, "missing required attribute 'from'"],
    [{}, { op: 'merge', path: 'a' }, "unrecognized op: 'merge'"],
    [{}, { op: 'remove', path: 'a' }, 'cannot delete child key "a" that does not exist'],
    [{}, { op: 'add', path: 'a/b', value: 1 }, 'path "a" does not exist in object term {}'],
    [[], { op: 'add', path: '1', value: 1 }, 'index for array insertion out of bounds'],
    [[1], { op: 'remove', path: '-' }, 'index for array delete out of bounds'],
    [[1], { op: 'remove', path: '00' }, 'leading zeros are not allowed in JSON paths'],
    [[1], { op: 'remove', path: 'x' }, 'invalid string for indexing'],
    [[1], { op: 'remove', path: [true] }, 'invalid type for indexing'],
    [
      set(),
      { op: 'add', path: 'a', value: 'b' },
      'set key "a" does not equal value to be inserted "b"',
    ],
    [
      's',
      { op: 'add', path: 'a', value: 1 },
      'expected composite type, found value: "s" (type: ast.String)',
    ],
  ]
  for (const [target, patch, error] of facts) assert.equal(wrongPatch(target, patch), error)
})

test('json.patch never writes to what it is given', () => {
  const target = Object.freeze({ a: Object.freeze([Object.freeze({ b: 1 })]) })
  const value = Object.freeze({ c: Object.freeze([]) })
  assert.equal(
    patched(
      target,
      { op: 'add', path: 'a/0/v', value },
      { op: 'add', path: 'a/0/v/c/-', value: 1 },
      { op: 'remove', path: 'a/0/b' },
    ),
    '{"a": [{"v": {"c": [1]}}]}',
  )
})

test('adding and then removing leaves a document as it was', () => {
  const documents = fc.oneof(
    fc.array(fc.jsonValue()),
    fc.dictionary(fc.string(), fc.jsonValue()),
  ) as fc.Arbitrary<Value>
  fc.assert(
    fc.property(documents, (target) => {
      const path = Array.isArray(target) ? [target.length] : ['\u0000new']
      const after = callBuiltin('json.patch', target, [
        { op: 'add', path, value: 1 },
        { op: 'remove', path },
      ])
      assert.ok(equal(after as Value, target))
    }),
  )
})

test('attack: a path through __proto__ stays within the document', () => {
  const made = callBuiltin('json.patch', {}, [
    { op: 'add', path: '/__proto__', value: {} },
    { op: 'add', path: '/__proto__/admin', value: true },
  ]) as object
  assert.deepEqual(Object.keys(made), ['__proto__'])
  assert.equal(({} as { admin?: unknown }).admin, undefined)
  assert.equal(
    wrongPatch({}, { op: 'add', path: '/constructor/x', value: 1 }),
    'path "constructor" does not exist in object term {}',
  )
})

test('attack: many patches to a big document reach the limit', () => {
  const target = Array.from({ length: 2000 }, (_, i) => i)
  const patches = target.map(() => ({ op: 'add', path: '/0', value: 1 }))
  assert.throws(() => evaluateWith(testCall(50_000), 'json.patch', target, patches), LimitReached)
})
