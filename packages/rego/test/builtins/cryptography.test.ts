import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callBuiltin, errorOf } from './call-builtin.ts'

test('hashes are those of the UTF-8 bytes', () => {
  assert.equal(callBuiltin('crypto.md5', 'message'), '78e731027d8fd50ed642340b7c9a63b3')
  assert.equal(callBuiltin('crypto.sha1', 'message'), '6f9b9af3cd6e8b8a73c2cdced37fe9f59226e27d')
  assert.equal(
    callBuiltin('crypto.sha256', 'é'),
    '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c',
  )
  assert.equal(errorOf('crypto.sha256', 1), 'operand 1 must be string but got number')
})

test('a code depends on text and key', () => {
  assert.equal(callBuiltin('crypto.hmac.md5', 'foo', 'bar'), '31b6db9e5eb4addb42f1a6ca07367adc')
  assert.notEqual(
    callBuiltin('crypto.hmac.sha256', 'foo', 'bar'),
    callBuiltin('crypto.hmac.sha256', 'bar', 'foo'),
  )
  assert.equal(errorOf('crypto.hmac.sha512', 'foo', null), 'operand 2 must be string but got null')
})

test('codes are compared whole, also where their lengths differ', () => {
  assert.equal(callBuiltin('crypto.hmac.equal', 'abc', 'abc'), true)
  assert.equal(callBuiltin('crypto.hmac.equal', 'abc', 'abd'), false)
  assert.equal(callBuiltin('crypto.hmac.equal', 'abc', 'abcd'), false)
})
