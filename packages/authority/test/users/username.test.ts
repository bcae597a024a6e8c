import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalUsername } from '../../src/index.ts'

test('K08 twins of a user name fold into one form or are none at all', () => {
  for (const twin of ['ADMIN', 'Ａdmin', 'ａｄｍｉｎ', 'admin']) {
    assert.equal(canonicalUsername(twin), 'admin', twin)
  }
  for (const other of ['admin\u200b', ' admin', 'admin ', 'ad\u202emin', 'ad\u0000min', '']) {
    assert.equal(canonicalUsername(other), undefined, JSON.stringify(other))
  }
  assert.equal(canonicalUsername('e\u0301va'), canonicalUsername('\u00e9va'))
})

test('a canonical name is its own canonical form, and short', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const name = canonicalUsername(text)
      if (name === undefined) return
      assert.equal(canonicalUsername(name), name)
      assert.ok(name.length <= 64)
    }),
  )
})
