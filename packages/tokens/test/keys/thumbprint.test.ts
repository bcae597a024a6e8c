import assert from 'node:assert/strict'
import { test } from 'node:test'
import { thumbprint } from '../../src/index.ts'

test('the thumbprint of the example in RFC 7638 §3.1 is the one printed there', () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
  const jwk = { kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' }
  assert.equal(thumbprint(jwk), 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
})

test('the thumbprint of the Ed25519 example in RFC 8037 appendix A.3 is the one printed there', () => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
  assert.equal(thumbprint(jwk), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
})

test('a key without the members that define it has no thumbprint', () => {
  assert.throws(() => thumbprint({ kty: 'EC', crv: 'P-256', x: 'x' }), /needs the member `y`/)
  assert.throws(() => thumbprint({ kty: 'oct' }), /type EC, OKP or RSA/)
  assert.throws(() => thumbprint({}), /type EC, OKP or RSA/)
  assert.equal(thumbprint({ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }).length, 43)
})
