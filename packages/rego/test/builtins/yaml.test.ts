import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { equal } from '../../src/values/compare.ts'
import type { Value } from '../../src/values/value.ts'
import { callBuiltin, errorOf, evaluateWith, LimitReached, set, testCall } from './call-builtin.ts'

const write = (value: Value) => callBuiltin('yaml.marshal', value)
const read = (text: string) => callBuiltin('yaml.unmarshal', text)

test('yaml.marshal writes blocks, lists no deeper than their keys', () => {
  assert.equal(
    write({ b: [1, [2, {}], { x: null, y: [] }], a: { c: set('q', 'p') } }),
    'a:\n  c:\n  - p\n  - q\nb:\n- 1\n- - 2\n  - {}\n- x: null\n  "y": []\n',
  )
  assert.equal(write('x'), 'x\n')
  assert.equal(write([]), '[]\n')
})

test('yaml.marshal quotes texts that would mean something else', () => {
  const facts: readonly [string, string][] = [
    ['yes', '"yes"'],
    ['y', '"y"'],
    ['', '""'],
    ['0x1f', '"0x1f"'],
    ['1_000', '"1_000"'],
    ['12:30', '"12:30"'],
    ['2001-12-14', '"2001-12-14"'],
    ['2001-13-14', '2001-13-14'],
    ['<<', '<<'],
    ['a: b', "'a: b'"],
    ['a #b', "'a #b'"],
    ["it's", "it's"],
    [" it's", "' it''s'"],
    ['- x', "'- x'"],
    ['-x', '-x'],
    ['---', "'---'"],
    ['é', 'é'],
    ['😀', '"\\U0001F600"'],
    ['a\tb', '"a\\tb"'],
    ['a\nb', '|-\n  a\n  b'],
    ['a\nb\n', '|\n  a\n  b'],
    [' a\n\n', '|2+\n   a\n'],
    ['a \nb', '"a \\nb"'],
  ]
  for (const [text, yaml] of facts) assert.equal(write(text), `${yaml}\n`, text)
})

test('yaml.marshal sorts numbers in keys by value, and breaks long lines and keys', () => {
  assert.equal(write({ a10: 1, a9: 1, a: 1, B: 1, '': 1 }), '"": 1\nB: 1\na: 1\na9: 1\na10: 1\n')
  assert.equal(write(`${'x '.repeat(41)}y`), `${'x '.repeat(40)}x\n  y\n`)
  assert.equal(write({ ['k'.repeat(129)]: 1 }), `? ${'k'.repeat(129)}\n: 1\n`)
})

test('yaml.marshal writes numbers as Go does', () => {
  const facts: readonly [Value, string][] = [
    [1.5, '1.5'],
    [1234567.5, '1.2345675e+06'],
    [0.00001, '1e-05'],
    [2n ** 64n - 1n, '18446744073709551615'],
    [10n ** 20n, '1e+20'],
  ]
  for (const [number, yaml] of facts) assert.equal(write(number), `${yaml}\n`)
  assert.equal(errorOf('yaml.marshal', 'a\u007f'), 'yaml: control characters are not allowed')
})

test('yaml.unmarshal reads scalars as YAML 1.1 does', () => {
  const facts: readonly [string, Value][] = [
    ['yes', true],
    ['Off', false],
    ['n', false],
    ['~', null],
    ['', null],
    ['010', 8],
    ['0o17', 15],
    ['0x1F', 31],
    ['-0b11', -3],
    ['+1_000', 1000],
    ['08', 8],
    ['.5', 0.5],
    ['1e3', 1000],
    ['18446744073709551615', 18446744073709551615n],
    ['18446744073709551616', 18446744073709552000n],
    ['2001-12-14', '2001-12-14'],
    ['1e400', '1e400'],
    ['"yes"', 'yes'],
    ["'1'", '1'],
    ['!!str 1', '1'],
    ['!!int "3"', 3],
    ['!!float 3', 3],
    ['!!binary aGk=', 'hi'],
    ['!mine 5', '5'],
    ['|\n x\n y', 'x\ny'],
  ]
  for (const [text, value] of facts) assert.equal(read(text), value, text)
})

test('yaml.unmarshal reads collections, aliases and merges, with texts for keys', () => {
  assert.deepEqual(read('a: [1, {b: no}]\n1: x\nyes: y\n1.5: z\n'), {
    '1': 'x',
    '1.5': 'z',
    a: [1, { b: false }],
    true: true,
  })
  assert.deepEqual(read('- &x {a: 1}\n- *x\n- <<: *x\n  b: 2\n'), [
    { a: 1 },
    { a: 1 },
    { a: 1, b: 2 },
  ])
  assert.deepEqual(read('<<: [{a: 1}, {a: 2, b: 3}]\n'), { a: 1, b: 3 })
  assert.deepEqual(read('a: 1\na: 2\n'), { a: 2 })
  assert.equal(read('a\n---\nb: ['), 'a')
})

test('yaml.unmarshal refuses what is no YAML, or has no JSON', () => {
  assert.equal(errorOf('yaml.unmarshal', '*x'), "yaml: unknown anchor 'x' referenced")
  assert.equal(errorOf('yaml.unmarshal', '!!int x'), 'yaml: cannot decode !!str `x` as a !!int')
  assert.equal(errorOf('yaml.unmarshal', 'a\u0000'), 'yaml: control characters are not allowed')
  assert.equal(
    errorOf('yaml.unmarshal', '%YAML 1.2\n---\na'),
    'yaml: found incompatible YAML document',
  )
  assert.equal(
    errorOf('yaml.unmarshal', '<<: 1'),
    'yaml: map merge requires map or sequence of maps as the value',
  )
  assert.equal(errorOf('yaml.unmarshal', '{[a]: 1}'), 'yaml: invalid map key')
  for (const text of ['[', 'a: b: c', '"x', '@a', '.nan', '~: 1', 'a:\n\t- b']) {
    assert.notEqual(errorOf('yaml.unmarshal', text), undefined, text)
    assert.equal(callBuiltin('yaml.is_valid', text), false, text)
  }
  assert.equal(callBuiltin('yaml.is_valid', 'a: [b]'), true)
  assert.equal(callBuiltin('yaml.is_valid', 1), false)
})

test('what is written is read as it was', () => {
  const word = fc.string({ unit: fc.constantFrom(...'aB1 :#-\n"\'é😀\t0_.,[{&*!|>%@?~=y') })
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false),
      fc.integer(),
      word,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(word, tie('tree'), { maxKeys: 4 }),
    ),
  }))
  fc.assert(
    fc.property(tree as fc.Arbitrary<Value>, (value) => {
      const text = write(value) as string
      assert.ok(equal(read(text) as Value, value), text)
    }),
  )
})

test('attack: aliases that blow a document up are refused', () => {
  const names = [...'abcdefghij']
  const bomb = names.map((name, i) => {
    const items = Array(9).fill(i === 0 ? 'x' : `*${names[i - 1]}`)
    return `${name}: &${name} [${items.join()}]\n`
  })
  assert.equal(
    errorOf('yaml.unmarshal', bomb.join('')),
    'yaml: document contains excessive aliasing',
  )
  assert.equal(errorOf('yaml.unmarshal', 'a: &a [*a]'), "yaml: anchor 'a' value contains itself")
  assert.equal(
    errorOf('yaml.unmarshal', 'a: &a {<<: *a}'),
    "yaml: anchor 'a' value contains itself",
  )
})

test('attack: YAML nested without end is an error, never a full stack', () => {
  for (const text of ['['.repeat(5000), '- '.repeat(2000), '{a: '.repeat(2000)]) {
    assert.match(errorOf('yaml.unmarshal', text) ?? '', /^yaml: /)
    assert.equal(callBuiltin('yaml.is_valid', text), false)
  }
  let doubled: Value = []
  for (let i = 0; i < 60; i++) doubled = [doubled, doubled]
  assert.throws(() => evaluateWith(testCall(100_000), 'yaml.marshal', doubled), LimitReached)
})

test('attack: a key named __proto__ is a key like any other', () => {
  const found = read('__proto__: {admin: true}') as object
  assert.deepEqual(Object.keys(found), ['__proto__'])
  assert.equal((found as { admin?: unknown }).admin, undefined)
})
