import assert from 'node:assert/strict'
import { test } from 'node:test'
import { looksLikeToken, secureRandom } from '@sallyport/protocol'
import fc from 'fast-check'
import { isMarkedSecret, makeMarkedSecret } from '../../src/index.ts'

test('a secret has a mark, 256 random bits and a checksum, whatever the bits', () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
  fc.assert(
    fc.property(bytes, fc.constantFrom('sps', 'spr'), (random, mark) => {
      const text = makeMarkedSecret(mark as 'sps', () => random).reveal()
      assert.match(text, new RegExp(`^${mark}_[0-9A-Za-z]{49}$`))
      assert.equal(isMarkedSecret(text), true)
      assert.equal(looksLikeToken(`x ${text} y`), true)
    }),
  )
  const highest = makeMarkedSecret('sps', () => new Uint8Array(32).fill(255)).reveal()
  assert.equal(isMarkedSecret(highest), true)
})

test('O20-01 no two secrets are alike', () => {
  const made = Array.from({ length: 500 }, () => makeMarkedSecret('sps', secureRandom).reveal())
  assert.equal(new Set(made).size, 500)
})

test('a text with any one character changed is no secret of ours', () => {
  const text = makeMarkedSecret('sps', secureRandom).reveal()
  for (let at = 0; at < text.length; at += 1) {
    const other = text[at] === 'a' ? 'b' : 'a'
    assert.equal(isMarkedSecret(`${text.slice(0, at)}${other}${text.slice(at + 1)}`), false)
  }
  for (const odd of ['', `${text}0`, text.slice(1), ` ${text}`]) {
    assert.equal(isMarkedSecret(odd), false)
  }
  assert.equal(isMarkedSecret(text), true)
})
