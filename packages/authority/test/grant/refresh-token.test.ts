import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, secureRandom } from '@sallyport/protocol'
import fc from 'fast-check'
import { makeCode, parseCode } from '../../src/grant/authorization-code.ts'
import { grantHandleBytes, grantIdOf } from '../../src/grant/grant-handle.ts'
import { createRefreshTokenCodec } from '../../src/grant/refresh-token.ts'

const codec = createRefreshTokenCodec(new Secret('one secret of the tests'), secureRandom)
const handles = fc.uint8Array({ minLength: grantHandleBytes, maxLength: grantHandleBytes })
const generations = fc.nat(0xffffffff)
const handle = secureRandom(grantHandleBytes)

test('a refresh token that was made parses to what it was made of', () => {
  fc.assert(
    fc.property(handles, generations, (handle, generation) => {
      const { text, token } = codec.make(handle, generation)
      const parsed = codec.parse(text.reveal())
      assert.deepEqual(parsed, token)
      assert.equal(parsed?.generation, generation)
      assert.equal(parsed?.grantId, grantIdOf(handle))
    }),
  )
})

test('a refresh token with any one character changed is not ours', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/='
  const { text } = codec.make(secureRandom(grantHandleBytes), 7)
  const good = text.reveal()
  assert.ok(codec.parse(good))
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.constantFrom(...alphabet), (at, char) => {
      fc.pre(good[at] !== char)
      assert.equal(codec.parse(good.slice(0, at) + char + good.slice(at + 1)), undefined)
    }),
  )
})

test('a refresh token of another secret is not ours', () => {
  const other = createRefreshTokenCodec(new Secret('another secret of the tests'), secureRandom)
  const { text } = other.make(secureRandom(grantHandleBytes), 0)
  assert.ok(other.parse(text.reveal()))
  assert.equal(codec.parse(text.reveal()), undefined)
})

test('O20-01 codes and refresh tokens of 500 grants are all distinct and share no beginning', () => {
  const codes = Array.from({ length: 500 }, () => makeCode(secureRandom).code.reveal())
  assert.equal(new Set(codes).size, 500)
  assert.ok(new Set(codes.map((code) => code.slice(0, 6))).size > 490)
  assert.ok(codes.every((code) => code.length === 64))
})

test('a code leads to its grant; what has not the shape of one leads nowhere', () => {
  const { code, reference } = makeCode(secureRandom)
  assert.deepEqual(parseCode(code.reveal()), reference)
  for (const bad of ['', 'x', `${code.reveal()}=`, code.reveal().slice(1), `${code.reveal()}A`]) {
    assert.equal(parseCode(bad), undefined)
  }
})

test('the grant id does not give its handle away', () => {
  const handle = secureRandom(grantHandleBytes)
  const id = grantIdOf(handle)
  assert.equal(id.length, 22)
  assert.ok(!Buffer.from(handle).toString('base64url').includes(id.slice(0, 8)))
})

test('a token made under a previous secret is read, and its successor is under the new one', () => {
  const [before, now] = [new Secret('the secret before'), new Secret('the secret now')]
  const { text } = createRefreshTokenCodec(before, secureRandom).make(handle, 3)
  const both = createRefreshTokenCodec(now, secureRandom, [before])
  assert.equal(both.parse(text.reveal())?.generation, 3)
  const alone = createRefreshTokenCodec(now, secureRandom)
  assert.equal(alone.parse(text.reveal()), undefined)
  assert.equal(alone.parse(both.make(handle, 4).text.reveal())?.generation, 4)
})
