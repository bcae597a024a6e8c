import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { printValue } from '../../src/values/print.ts'
import { codePoints, compareText, fromUtf8, lengthOf, utf8 } from '../../src/values/text.ts'

const texts = fc.string({ unit: 'binary', maxLength: 6 })

test('texts are counted and split by code point', () => {
  assert.equal(lengthOf('aé😀'), 3)
  assert.deepEqual(codePoints('aé😀'), ['a', 'é', '😀'])
  assert.deepEqual(codePoints(''), [])
})

test('texts have the order of their UTF-8 bytes', () => {
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      assert.equal(Math.sign(compareText(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
  )
})

test('text becomes UTF-8 and is read again', () => {
  fc.assert(
    fc.property(texts, (text) => {
      assert.deepEqual(Buffer.from(utf8(text)), Buffer.from(text))
      assert.equal(fromUtf8(utf8(text)), text)
    }),
  )
})

test('bytes that are no UTF-8 are kept, and show as one U+FFFD each', () => {
  const bytes = Uint8Array.from([0xff, 0x41, 0xe2, 0x82, 0xc3, 0xa9, 0xed, 0xa0, 0x80, 0xc0, 0x80])
  const text = fromUtf8(bytes)
  assert.deepEqual(utf8(text), bytes)
  assert.equal(text.toWellFormed(), '\ufffdA\ufffd\ufffdé\ufffd\ufffd\ufffd\ufffd\ufffd')
  assert.equal(printValue(fromUtf8(Uint8Array.from([0xac, 0x61]))), '"\\xaca"')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (given) => {
      assert.deepEqual(utf8(fromUtf8(given)), given)
    }),
  )
})
