import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeHeader } from '../../src/answers/merge-header.ts'

test('a Vary of others is kept, and Origin named once', () => {
  assert.equal(mergeHeader('vary', 'Origin', undefined), 'Origin')
  assert.equal(mergeHeader('vary', 'Origin', 'Accept-Encoding'), 'Accept-Encoding, Origin')
  assert.equal(mergeHeader('vary', 'Origin', 'Accept, origin'), 'Accept, origin')
})

test('CORS-01 an asterisk never replaces an exact origin', () => {
  const name = 'access-control-allow-origin'
  assert.equal(mergeHeader(name, '*', 'https://app.example.com'), 'https://app.example.com')
  assert.equal(mergeHeader(name, 'https://app.example.com', '*'), 'https://app.example.com')
  assert.equal(mergeHeader(name, '*', undefined), '*')
})

test('any other header is replaced', () => {
  assert.equal(mergeHeader('retry-after', '5', '1'), '5')
})
