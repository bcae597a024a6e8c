import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSignedJwt, peekIssuer } from '../../src/index.ts'
import { forgeToken, goodClaims, issuer } from '../forge-token.ts'

function peek(claims: object | string): string {
  const peeked = peekIssuer(forgeToken({ claims }))
  return peeked.ok ? peeked.value : peeked.refusal
}

test('the issuer that a token claims is one text, or nothing', () => {
  for (const iss of [[issuer], { 0: issuer }, null, 7, true]) {
    assert.equal(peek({ iss }), 'bad_claim', JSON.stringify(iss))
  }
  assert.equal(peek({ iss: undefined }), 'missing_claim')
  const twice = JSON.stringify(goodClaims).replace('"iss":', '"iss":"https://evil.example","iss":')
  assert.equal(peek(twice), 'malformed')
  assert.equal(peek('not json'), 'malformed')
  assert.equal(peek('[]'), 'malformed')
  assert.equal(peek({}), issuer)
})

test('only three parts that begin a JSON object are a signed JWT; the rest is opaque', () => {
  const token = forgeToken()
  const jwts = [token, `${token}=`, 'eyJhbGciOiJub25lIn0.e30.', 'eyJ.x.y']
  for (const text of jwts) assert.equal(isSignedJwt(text), true, text)
  const opaque = [
    '',
    'abc',
    '0f3a-11',
    'v4.public.abc',
    `${token}.a.b`,
    'eyJhbGciOiJkaXIifQ..aa.bb.cc',
  ]
  for (const text of opaque) assert.equal(isSignedJwt(text), false, text)
})
