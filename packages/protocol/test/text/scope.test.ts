import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatScope, isScopeName, parseScope } from '../../src/text/scope.ts'

test('a scope name is printable ASCII without space, quote or backslash (RFC 6749 §3.3)', () => {
  for (const name of ['read:documents', 'a', '!', '~', '#', '[', ']', 'https://api/x?y=z']) {
    assert.ok(isScopeName(name), name)
  }
  for (const name of ['', ' ', 'a b', 'a"b', 'a\\b', 'a\tb', 'a\nb', 'a\u0000b', 'ä', '\u007f']) {
    assert.ok(!isScopeName(name), JSON.stringify(name))
  }
})

test('a scope string is parsed into its distinct names, in order', () => {
  assert.deepEqual(parseScope('b a b'), ['b', 'a'])
  assert.deepEqual(parseScope(''), [])
  assert.deepEqual(parseScope(' a  b '), ['a', 'b'])
})

test('names that look like properties of every object are only names', () => {
  assert.deepEqual(parseScope('__proto__ constructor'), ['__proto__', 'constructor'])
})

test('A21 a scope with a character outside the grammar is refused whole', () => {
  assert.deepEqual(parseScope('read admin'), ['read', 'admin'])
  for (const text of ['read\u0000admin', 'read\tadmin', 'read\nadmin', 'read "admin"', 'lesen ä']) {
    assert.equal(parseScope(text), undefined, JSON.stringify(text))
  }
})

test('any list of distinct names survives formatting and parsing', () => {
  const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))
  const letters = printable.filter((letter) => letter !== '"' && letter !== '\\')
  const name = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(fc.uniqueArray(name), (names) => {
      assert.deepEqual(parseScope(formatScope(names)), names)
    }),
  )
})

test('no text makes the parser throw or return anything but distinct scope names', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const names = parseScope(text)
      if (names === undefined) return
      assert.ok(names.every(isScopeName))
      assert.equal(new Set(names).size, names.length)
    }),
  )
})
