import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeBase64url, encodeBase64url } from '../../src/signature/base64url.ts'

test('whatever bytes are encoded come back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      assert.deepEqual(decodeBase64url(encodeBase64url(bytes)), Buffer.from(bytes))
    }),
  )
})

test('A16 each sequence of bytes has one spelling: what decodes encodes to itself', () => {
  const character = fc.constantFrom(...'ABCDXYZabcdxyz0189-_+/= \n.')
  fc.assert(
    fc.property(fc.array(character, { maxLength: 12 }), (characters) => {
      const text = characters.join('')
      const bytes = decodeBase64url(text)
      if (bytes === undefined) return
      assert.equal(encodeBase64url(bytes), text)
      assert.match(text, /^[A-Za-z0-9_-]*$/)
    }),
    { numRuns: 2000 },
  )
})

test('A16 padding, the other alphabet, white space and spare bits are refused', () => {
  for (const text of ['AQ==', 'AQ=', '+/+/', 'A Q', 'AQ\n', 'AR', 'AQJ', 'A', 'AQIDA', 'ÄQ']) {
    assert.equal(decodeBase64url(text), undefined, text)
  }
  for (const text of ['', 'AQ', 'AQI', 'AQID', '-_-_']) {
    assert.ok(decodeBase64url(text) !== undefined, text)
  }
})
