import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyAccessToken } from '../../src/index.ts'
import { staticKeys } from '../../src/key-source/static-keys.ts'
import { audience, forgeToken, goodClaims, issuer, judge, jwks, now } from '../forge-token.ts'

test('A11 AT-01 AT-04 JWT-05 only the forms of at+jwt are access tokens', async () => {
  const refused = [
    undefined,
    null,
    '',
    'JWT',
    'jwt',
    'at+jwt ',
    ' at+jwt',
    'at+jwt\n',
    'at+jwt; x=y',
    'at jwt',
    'text/at+jwt',
    'application/application/at+jwt',
    ['at+jwt'],
    { typ: 'at+jwt' },
    'logout+jwt',
    'secevent+jwt',
    'dpop+jwt',
    'client-authentication+jwt',
    'oauth-authz-req+jwt',
    'token-introspection+jwt',
  ]
  for (const typ of refused) {
    assert.equal(await judge(forgeToken({ header: { typ } })), 'wrong_type', String(typ))
  }
  for (const typ of ['at+jwt', 'AT+JWT', 'At+Jwt', 'application/at+jwt', 'Application/AT+jwt']) {
    assert.equal(await judge(forgeToken({ header: { typ } })), 'accepted', typ)
  }
})

test('A12 AT-03 aud must truly contain our identifier', async () => {
  const refused: [unknown, string][] = [
    [undefined, 'missing_claim'],
    [null, 'bad_claim'],
    ['', 'bad_claim'],
    [[], 'wrong_audience'],
    [['https://other.example'], 'wrong_audience'],
    ['https://other.example', 'wrong_audience'],
    [`${audience}/`, 'wrong_audience'],
    [`${audience}.evil.example`, 'wrong_audience'],
    [audience.toUpperCase(), 'wrong_audience'],
    [`${audience} `, 'wrong_audience'],
    [`https://other.example ${audience}`, 'wrong_audience'],
    [{ 0: audience }, 'bad_claim'],
    [[[audience]], 'bad_claim'],
    [[audience, 7], 'bad_claim'],
    [true, 'bad_claim'],
  ]
  for (const [aud, refusal] of refused) {
    assert.equal(await judge(forgeToken({ claims: { aud } })), refusal, JSON.stringify(aud))
  }
  for (const aud of [audience, [audience], ['https://other.example', audience]]) {
    assert.equal(await judge(forgeToken({ claims: { aud } })), 'accepted', JSON.stringify(aud))
  }
})

test('A13 JWT-10 exp and iat must be sane numbers', async () => {
  const bad = ['9999999999', null, true, {}, [], [now + 60], -1, 0, '', 'soon']
  for (const value of bad) {
    const shown = JSON.stringify(value)
    assert.equal(await judge(forgeToken({ claims: { exp: value } })), 'bad_claim', shown)
    assert.equal(await judge(forgeToken({ claims: { iat: value } })), 'bad_claim', shown)
    assert.equal(await judge(forgeToken({ claims: { nbf: value } })), 'bad_claim', shown)
    assert.equal(await judge(forgeToken({ claims: { auth_time: value } })), 'bad_claim', shown)
  }
  for (const exp of [1e308, (now + 540) * 1000, now + 11 * 366 * 86_400]) {
    assert.equal(await judge(forgeToken({ claims: { exp } })), 'bad_claim', String(exp))
  }
  const infinite = JSON.stringify(goodClaims).replace(/"exp":\d+/, '"exp":1e400')
  assert.equal(await judge(forgeToken({ claims: infinite })), 'bad_claim')
  const notANumber = JSON.stringify(goodClaims).replace(/"exp":\d+/, '"exp":NaN')
  assert.equal(await judge(forgeToken({ claims: notANumber })), 'malformed')
  assert.equal(await judge(forgeToken({ claims: { exp: undefined } })), 'missing_claim')
  assert.equal(await judge(forgeToken({ claims: { iat: undefined } })), 'missing_claim')
  assert.equal(await judge(forgeToken({ claims: { exp: now + 540.5 } })), 'accepted')
  assert.equal(await judge(forgeToken()), 'accepted')
})

test('A21 claims that look like code or like other types are refused', async () => {
  const bad = [
    { sub: { $ne: null } },
    { sub: ['admin'] },
    { sub: 7 },
    { sub: '' },
    { sub: 'user\r\nadmin' },
    { client_id: ['app-1'] },
    { jti: true },
    { scope: ['a', 'b'] },
    { scope: 'read\u0000admin' },
    { scope: 'read\tadmin' },
    { scope: 'read"' },
    { scope: null },
    { roles: 'admin' },
    { roles: { 0: 'admin' } },
    { roles: [['admin']] },
    { roles: [''] },
    { roles: null },
    { department: null },
    { department: ['sales'] },
    { amr: 'pwd' },
    { acr: 1 },
    { sid: {} },
    { grant_id: null },
    { act: 'admin' },
    { act: { sub: 'agent' } },
    { act: null },
  ]
  for (const claims of bad) {
    assert.equal(await judge(forgeToken({ claims })), 'bad_claim', JSON.stringify(claims))
  }
  assert.equal(await judge(forgeToken()), 'accepted')
})

test('A21 a claim named __proto__ adds nothing to anyone', async () => {
  const { roles: _, scope: __, ...rest } = goodClaims
  const plain = JSON.stringify(rest)
  const polluting = `${plain.slice(0, -1)},"__proto__":{"scope":"admin","roles":["admin"]},"constructor":{"prototype":{"roles":["admin"]}}}`
  const options = { issuer, audience, keys: staticKeys(jwks), nowSeconds: now }
  for (const claims of [polluting, plain]) {
    const result = await verifyAccessToken(forgeToken({ claims }), options)
    assert.ok(result.ok)
    assert.deepEqual(result.value.scopes, [])
    assert.deepEqual(result.value.roles, [])
  }
  assert.equal(Object.hasOwn(Object.prototype, 'roles'), false)
})

test('A21 a prototype that other code has polluted gives nobody a role and stands in for no claim', async () => {
  const names = ['roles', 'scope', 'sub', 'alg', 'kid', 'typ', 'd']
  const values = [['admin'], 'admin', 'admin', 'ES256', 'ec-1', 'at+jwt', 'x']
  const { roles: _, scope: __, ...rest } = goodClaims
  const { sub: ___, ...nameless } = rest
  const options = { issuer, audience, keys: staticKeys(jwks), nowSeconds: now }
  const honest = forgeToken({ claims: JSON.stringify(rest) })
  const withoutSub = forgeToken({ claims: JSON.stringify(nameless) })
  const withoutKid = forgeToken({ header: JSON.stringify({ typ: 'at+jwt', alg: 'ES256' }) })
  for (const [i, name] of names.entries()) {
    Object.defineProperty(Object.prototype, name, { value: values[i], configurable: true })
  }
  try {
    const result = await verifyAccessToken(honest, options)
    assert.ok(result.ok)
    assert.deepEqual(result.value.roles, [])
    assert.deepEqual(result.value.scopes, [])
    assert.equal(await judge(withoutSub, options), 'missing_claim')
    assert.equal(await judge(withoutKid, options), 'bad_header')
  } finally {
    for (const name of names) Reflect.deleteProperty(Object.prototype, name)
  }
})

test('JWT-08 a header or payload that says one thing twice is refused', async () => {
  const twice = (json: string, member: string) => `${json.slice(0, -1)},${member}}`
  const claims = JSON.stringify(goodClaims)
  const header = JSON.stringify({ typ: 'at+jwt', alg: 'ES256', kid: 'ec-1' })
  assert.equal(await judge(forgeToken({ claims: twice(claims, '"sub":"admin"') })), 'malformed')
  assert.equal(
    await judge(forgeToken({ claims: twice(claims, '"s\\u0075b":"admin"') })),
    'malformed',
  )
  assert.equal(await judge(forgeToken({ header: twice(header, '"alg":"none"') })), 'malformed')
  assert.equal(await judge(forgeToken({ claims: twice(claims, '"extra":1') })), 'accepted')
  assert.equal(await judge(forgeToken({ header: twice(header, '"extra":1') })), 'accepted')
})

test('a token bound to a key is not a bearer token', async () => {
  for (const cnf of [{ jkt: 'x' }, { 'x5t#S256': 'x' }, {}, null]) {
    assert.equal(await judge(forgeToken({ claims: { cnf } })), 'sender_constrained')
  }
  assert.equal(await judge(forgeToken()), 'accepted')
})
