import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import type { PlainObject, Value } from '../../src/values/value.ts'
import { callBuiltin, errorOf, evaluateWith, LimitReached, testCall } from './call-builtin.ts'
import {
  encode,
  keys,
  makeToken,
  pemOf,
  privateJwk,
  publicJwk,
  secret,
} from './tokens/make-token.ts'

const refused = [false, {}, {}]
const claims = { sub: 'alice' }
const hmacToken = makeToken({ alg: 'HS256' }, claims)
const rsaToken = makeToken({ alg: 'RS256' }, claims, keys.rsa)

function decodeVerify(token: string, constraints: PlainObject): Value | undefined {
  return callBuiltin('io.jwt.decode_verify', token, constraints)
}

test('a token is taken apart without being verified', () => {
  const signature = Buffer.from(hmacToken.split('.')[2] ?? '', 'base64url').toString('hex')
  assert.deepEqual(callBuiltin('io.jwt.decode', hmacToken), [{ alg: 'HS256' }, claims, signature])
  const nested = makeToken({ alg: 'HS256', cty: 'JWT' }, `"${hmacToken}"`)
  assert.deepEqual(callBuiltin('io.jwt.decode', nested), callBuiltin('io.jwt.decode', hmacToken))
})

test('what is no token is refused with the reason', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['abc', 'encoded JWT had no period separators'],
    ['a.b', 'encoded JWT must have 3 sections, found 2'],
    ['a.b.c', 'JWT header had invalid encoding: illegal base64url string: a'],
    [`${encode('[1]')}.e30.`, 'bad JWT header: decoded JSON type was not an Object'],
    [`${encode({ enc: 'x' })}.e30.`, 'JWT is a JWE object, which is not supported'],
    [`e30.${encode('x')}.`, "invalid JSON: invalid character 'x' looking for beginning of value"],
    ['e30.e30.a', 'JWT signature had invalid encoding: illegal base64url string: a'],
  ]
  for (const [token, message] of cases) assert.equal(errorOf('io.jwt.decode', token), message)
})

test('of entries with one name the last one counts, and prototypes have no say', () => {
  const header = encode('{"alg":"none","alg":"HS256","__proto__":{"typ":"x"}}')
  const [decoded] = callBuiltin('io.jwt.decode', `${header}.e30.`) as [PlainObject]
  assert.equal(decoded.alg, 'HS256')
  assert.equal(decoded.typ, undefined)
  assert.deepEqual(Object.keys(decoded), ['alg', '__proto__'])
})

test('every algorithm verifies what its key signed, and nothing else', () => {
  for (const [algorithm, key] of [
    ['RS256', keys.rsa],
    ['RS384', keys.rsa],
    ['RS512', keys.rsa],
    ['PS256', keys.rsa],
    ['PS384', keys.rsa],
    ['PS512', keys.rsa],
    ['ES256', keys.p256],
    ['EdDSA', keys.ed25519],
  ] as const) {
    const name = `io.jwt.verify_${algorithm.toLowerCase()}`
    const token = makeToken({ alg: algorithm }, claims, key)
    const forged = token.replace(/\.[^.]+\./, `.${encode({ sub: 'mallory' })}.`)
    for (const form of [pemOf(key), JSON.stringify(publicJwk(key))]) {
      assert.equal(callBuiltin(name, token, form), true, name)
      assert.equal(callBuiltin(name, forged, form), false, name)
      assert.deepEqual(decodeVerify(token, { cert: form }), [true, { alg: algorithm }, claims])
      assert.deepEqual(decodeVerify(forged, { cert: form }), refused)
    }
    const other = key === keys.rsa ? keys.p256 : keys.rsa
    assert.equal(callBuiltin(name, token, pemOf(other)), false, name)
  }
})

test('an HMAC is verified with its secret, and nothing else', () => {
  for (const bits of ['256', '384', '512']) {
    const token = makeToken({ alg: `HS${bits}` }, claims)
    assert.equal(callBuiltin(`io.jwt.verify_hs${bits}`, token, secret), true)
    assert.equal(callBuiltin(`io.jwt.verify_hs${bits}`, token, `${secret}.`), false)
    assert.deepEqual(decodeVerify(token, { secret }), [true, { alg: `HS${bits}` }, claims])
    assert.deepEqual(decodeVerify(token, { secret: 'other' }), refused)
  }
})

test('algorithm confusion: a public key is never the secret of an HMAC', () => {
  const pem = pemOf(keys.rsa)
  const input = `${encode({ alg: 'HS256' })}.${encode(claims)}`
  const token = `${input}.${encode(createHmac('sha256', pem).update(input).digest())}`
  assert.deepEqual(decodeVerify(token, { cert: pem }), refused)
  assert.deepEqual(decodeVerify(rsaToken, { secret: pem }), refused)
})

test('a token without a signature is never verified', () => {
  const token = `${encode({ alg: 'none' })}.${encode(claims)}.`
  assert.deepEqual(decodeVerify(token, { secret }), refused)
  assert.deepEqual(decodeVerify(token, { cert: pemOf(keys.rsa) }), refused)
  assert.deepEqual(decodeVerify(`e30.${encode(claims)}.`, { secret }), refused)
  assert.equal(callBuiltin('io.jwt.verify_rs256', token, pemOf(keys.rsa)), false)
})

test('an RSA key with the exponent 1 verifies nothing: its signatures are the message', () => {
  const weak = JSON.stringify({ ...publicJwk(keys.rsa), e: 'AQ' })
  assert.equal(callBuiltin('io.jwt.verify_rs256', rsaToken, weak), false)
})

test('of a set the key that the header names is the only one', () => {
  const set = (...members: PlainObject[]) => JSON.stringify({ keys: members })
  const [rsa, ec] = [publicJwk(keys.rsa), publicJwk(keys.p256)]
  const named = makeToken({ alg: 'RS256', kid: 'a' }, claims, keys.rsa)
  const verify = (key: string, token = named) => callBuiltin('io.jwt.verify_rs256', token, key)
  assert.equal(verify(set({ ...ec, kid: 'b' }, { ...rsa, kid: 'a' })), true)
  assert.equal(verify(set({ ...ec, kid: 'a' }, { ...rsa, kid: 'b' })), false)
  assert.equal(verify(set(ec, rsa), rsaToken), true)
  assert.equal(verify(set({ ...rsa, alg: 'RS384' }), rsaToken), false)
  assert.equal(verify(set({ ...rsa, alg: 'RSA-OAEP' }), rsaToken), false)
  assert.equal(verify(set(), rsaToken), false)
})

test('a key that is none is refused with the reason', () => {
  const start =
    'failed to parse a JWK key (set): jwk.ParseString: failed to parse string: jwk.Parse: failed to parse sole key: jwk.ParseKey: '
  const failed = 'failed to unmarshal JSON into key (*jwk.rsaPublicKey)'
  const cases: readonly (readonly [string, string])[] = [
    ['{}', `${start}invalid key type from JSON ()`],
    ['{"kty":"RSA","n":"AQAB"}', `${start}${failed}: ${failed}: required field e is missing`],
    [
      '{"kty":"oct","k":""}',
      `${start}jwk.Parse: key validation failed: key validation failed: jwk.SymmetricKey: missing "k" field`,
    ],
    [
      '-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----',
      'failed to extract a Key from the PEM certificate',
    ],
    [
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      'failed to parse a PEM certificate: x509: malformed certificate',
    ],
    [`${pemOf(keys.rsa)}x`, 'extra data after a PEM certificate block'],
  ]
  for (const [key, message] of cases) {
    assert.equal(errorOf('io.jwt.verify_rs256', rsaToken, key), message)
  }
})

test('each constraint is checked', () => {
  const header = { alg: 'HS256' }
  const checks: readonly (readonly [PlainObject, PlainObject, boolean])[] = [
    [{}, { alg: 'HS256' }, true],
    [{}, { alg: 'HS512' }, false],
    [{ iss: 'me' }, { iss: 'me' }, true],
    [{ iss: 'you' }, { iss: 'me' }, false],
    [{ iss: 5 }, { iss: 'me' }, false],
    [{}, { iss: 'me' }, false],
    [{ aud: 'a' }, { aud: 'a' }, true],
    [{ aud: ['b', 'a'] }, { aud: 'a' }, true],
    [{ aud: ['b'] }, { aud: 'a' }, false],
    [{ aud: 'a' }, {}, false],
    [{}, { aud: 'a' }, false],
    [{ exp: 10 }, { time: 9e9 }, true],
    [{ exp: 10 }, { time: 10e9 }, false],
    [{ nbf: 10 }, { time: 10e9 }, true],
    [{ nbf: 10 }, { time: 9e9 }, false],
    [{ exp: 1 }, {}, true],
    [{ nbf: 1 }, {}, false],
  ]
  for (const [payload, constraints, accepted] of checks) {
    const result = decodeVerify(makeToken(header, payload), { secret, ...constraints })
    assert.deepEqual(result, accepted ? [true, header, payload] : refused)
  }
  for (const name of ['exp', 'nbf']) {
    const token = makeToken(header, { [name]: '1' })
    assert.equal(
      errorOf('io.jwt.decode_verify', token, { secret }),
      `${name} value must be a number`,
    )
  }
})

test('constraints that cannot be checked are refused', () => {
  const error = (constraints: Value) => errorOf('io.jwt.decode_verify', hmacToken, constraints)
  assert.equal(error({}), 'no key constraint')
  assert.equal(error({ secret: '' }), 'no key constraint')
  assert.equal(error({ secret, cert: pemOf(keys.rsa) }), 'duplicate key constraints')
  assert.equal(error({ secret, issuer: 'me' }), 'unknown token validation constraint: issuer')
  assert.equal(
    error({ secret, constructor: 'me' }),
    'unknown token validation constraint: constructor',
  )
  assert.equal(error({ secret: 1 }), 'secret constraint: must be a string')
  assert.equal(error({ secret, time: -1 }), 'token time constraint: must not be negative')
  assert.equal(error(1), 'operand 2 must be object but got number')
})

test('a header with a critical parameter that nobody understands is refused', () => {
  const verify = (header: PlainObject) =>
    decodeVerify(makeToken({ alg: 'HS256', ...header }, claims), { secret })
  assert.deepEqual(verify({ crit: ['b64'], b64: false }), refused)
  assert.deepEqual(verify({ crit: ['constructor'], constructor: 1 }), refused)
  assert.notDeepEqual(verify({ crit: ['b64'] }), refused)
  const empty = makeToken({ alg: 'HS256', crit: [] }, claims)
  assert.equal(errorOf('io.jwt.decode_verify', empty, { secret }), 'crit: must be a nonempty list')
})

test('a nested token is verified at every level', () => {
  const outer = { alg: 'HS256', cty: 'JWT' }
  assert.deepEqual(decodeVerify(makeToken(outer, hmacToken), { secret }), [
    true,
    { alg: 'HS256' },
    claims,
  ])
  assert.deepEqual(decodeVerify(makeToken(outer, rsaToken), { secret }), refused)
})

test('a signed token verifies with the other half of its key', () => {
  for (const [algorithm, key] of [
    ['RS512', keys.rsa],
    ['PS256', keys.rsa],
    ['ES256', keys.p256],
    ['EdDSA', keys.ed25519],
  ] as const) {
    const header = { alg: algorithm, typ: 'JWT' }
    const token = callBuiltin('io.jwt.encode_sign', header, claims, privateJwk(key))
    assert.deepEqual(decodeVerify(String(token), { cert: pemOf(key) }), [true, header, claims])
  }
})

test('RFC 7515 A.1: what is given as text stays as it is written', () => {
  assert.equal(
    callBuiltin(
      'io.jwt.encode_sign_raw',
      '{"typ":"JWT",\r\n "alg":"HS256"}',
      '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}',
      '{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}',
    ),
    'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  )
})

test('what cannot be signed is refused with the reason', () => {
  const oct = { kty: 'oct', k: encode(secret) }
  const error = (header: Value, key: PlainObject) =>
    errorOf('io.jwt.encode_sign', header, claims, key)
  assert.equal(error({}, oct), `missing or invalid 'alg' header: jwsbb: header "alg" not found`)
  assert.equal(error({ alg: 'none' }, oct), 'unknown JWS algorithm: none')
  assert.equal(error({ alg: 'HS256' }, { keys: [] }), 'no keys found in JWK set')
  assert.match(
    String(error({ alg: 'RS256' }, oct)),
    /^jwsbb.Sign: invalid key type \*jwk.symmetric/,
  )
  assert.match(String(error({ alg: 'HS256' }, privateJwk(keys.rsa))), /\[\]byte is required/)
  assert.match(String(error({ alg: 'HS256' }, publicJwk(keys.ed25519))), /\[\]byte is required/)
  assert.match(String(error({ alg: 'RS256' }, publicJwk(keys.rsa))), /no suitable exporter/)
  const wrong = { ...privateJwk(keys.rsa), q: privateJwk(keys.rsa).p ?? '' }
  assert.equal(error({ alg: 'RS256' }, wrong), 'crypto/rsa: invalid private key')
  assert.equal(
    errorOf('io.jwt.encode_sign_raw', '{"alg":"HS256"}', 'x', JSON.stringify(oct)),
    'type is JWT but payload is not JSON',
  )
})

test('long tokens and many keys count as work', () => {
  const long = makeToken({ alg: 'HS256' }, { text: 'x'.repeat(100_000) })
  assert.throws(
    () => evaluateWith(testCall(1000), 'io.jwt.verify_hs256', long, secret),
    LimitReached,
  )
  const many = JSON.stringify({ keys: Array(100).fill(publicJwk(keys.rsa)) })
  assert.throws(
    () => evaluateWith(testCall(50_000), 'io.jwt.verify_rs256', `${rsaToken}AA`, many),
    LimitReached,
  )
})

test('many ends of PEM blocks without a begin take time in step with their length', () => {
  const key = '\n-----END '.repeat(100_000)
  assert.match(String(errorOf('io.jwt.verify_rs256', rsaToken, key)), /failed to parse a JWK/)
})
