import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseCredentials } from '../../src/arrival/parse-credentials.ts'
import type { GuardRequest } from '../../src/index.ts'

function request(changes: Partial<GuardRequest> = {}): GuardRequest {
  const peer = { address: undefined }
  return { method: 'GET', target: '/', headers: [], peer, hasTokenInBody: false, ...changes }
}

function shown(value: string): unknown {
  return parseCredentials(request({ headers: [['authorization', value]] }))
}

test('a token68 after the scheme and one space is the token, character by character', () => {
  const token68 = fc.stringMatching(/^[A-Za-z0-9\-._~+/]{1,200}={0,2}$/)
  const scheme = fc.constantFrom('Bearer', 'bearer', 'BEARER', 'bEARER')
  fc.assert(
    fc.property(scheme, token68, (word, token) => {
      assert.deepEqual(shown(`${word} ${token}`), { kind: 'token', token })
    }),
  )
})

test('whatever else follows the scheme is no token', () => {
  const other = fc.string({ maxLength: 40 }).filter((text) => !/^[A-Za-z0-9\-._~+/]+=*$/.test(text))
  fc.assert(
    fc.property(other, (text) => {
      assert.deepEqual(shown(`Bearer ${text}`), {
        kind: 'malformed',
        reason: 'malformed_credentials',
      })
    }),
  )
})

test('any value at all is parsed to something, quickly', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 200 }), (value, target) => {
      const parsed = parseCredentials(request({ target, headers: [['authorization', value]] }))
      assert.ok(['token', 'missing', 'ambiguous', 'malformed'].includes(parsed.kind))
    }),
  )
  const startedAt = performance.now()
  shown(`Bearer ${'a'.repeat(8192)}=`)
  shown(`Bearer ${'='.repeat(1_000_000)}`)
  assert.ok(performance.now() - startedAt < 100)
})

test('A18 a token longer than 8192 characters is not looked at', () => {
  assert.deepEqual(shown(`Bearer ${'a'.repeat(8193)}`), { kind: 'malformed', reason: 'too_large' })
  assert.equal((shown(`Bearer ${'a'.repeat(8192)}`) as { kind: string }).kind, 'token')
})

test('each way of showing no token has its private reason', () => {
  const none = parseCredentials(request())
  assert.deepEqual(none, { kind: 'missing', reason: 'no_credentials' })
  assert.deepEqual(shown('Basic abc'), { kind: 'missing', reason: 'other_scheme' })
  const query = parseCredentials(request({ target: '/?access_token=abc' }))
  assert.deepEqual(query, { kind: 'missing', reason: 'token_in_query' })
  const body = parseCredentials(request({ hasTokenInBody: true }))
  assert.deepEqual(body, { kind: 'missing', reason: 'token_in_body' })
})
