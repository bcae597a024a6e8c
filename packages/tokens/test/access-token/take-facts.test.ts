import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sallyport/protocol'
import { type MapFacts, verifyAccessToken } from '../../src/index.ts'
import { staticKeys } from '../../src/key-source/static-keys.ts'
import { audience, forgeToken, goodClaims, issuer, jwks, now } from '../forge-token.ts'

const options = { issuer, audience, keys: staticKeys(jwks), nowSeconds: now }

async function principalWith(facts: MapFacts, claims: object | string = {}) {
  const result = await verifyAccessToken(forgeToken({ claims }), { ...options, facts })
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

/** Facts as JavaScript may give them. */
function untyped(answer: unknown): MapFacts {
  return () => answer as ReturnType<MapFacts>
}

test('facts go before claims, and what they leave undefined is as the claims say', async () => {
  const principal = await principalWith(
    (claims) => ({
      kind: 'user',
      clientId: claims.appid,
      userId: `b2b:${claims.sub}`,
      scopes: 'a b',
      roles: claims.groups,
      department: claims.nothing,
      acr: 'urn:two',
      amr: ['pwd', 'otp'],
      authTime: now - 7.5,
    }),
    { appid: 'app-9', groups: ['staff'] },
  )
  assert.equal(principal.clientId, 'app-9')
  assert.equal(principal.userId, 'b2b:user-1')
  assert.deepEqual(principal.scopes, ['a', 'b'])
  assert.deepEqual(principal.roles, ['staff'])
  assert.equal(principal.department, 'sales')
  assert.equal(principal.acr, 'urn:two')
  assert.deepEqual(principal.amr, ['pwd', 'otp'])
  assert.equal(principal.authTime, now - 8)
  assert.ok(Object.isFrozen(principal.scopes) && Object.isFrozen(principal.roles))
})

test('facts cannot touch who issued the token, to whom, for whom and until when', async () => {
  for (const name of ['issuer', 'subject', 'audience', 'expiresAt', 'issuedAt', 'tokenId']) {
    await assert.rejects(principalWith(untyped({ [name]: 'admin' })), /something that is no fact/)
  }
  await assert.rejects(principalWith(untyped({ role: ['admin'] })), /did it mean `roles`/)
  const { subject } = await principalWith(untyped({}))
  assert.equal(subject, 'user-1')
})

test('a fact of the wrong type, and an answer that is no object, is a fault and names no value', async () => {
  const bad: unknown[] = [
    undefined,
    null,
    'admin',
    [],
    Promise.resolve({ roles: ['admin'] }),
    new Map([['roles', ['admin']]]),
    { kind: 'admin' },
    { clientId: '' },
    { clientId: 7 },
    { userId: null },
    { userId: 'a\nb' },
    { scopes: ['a b'] },
    { scopes: [''] },
    { scopes: 'a"b' },
    { scopes: null },
    { roles: 'secret-word' },
    { roles: ['secret-word', 7] },
    { roles: null },
    { department: ['secret-word'] },
    { acr: 1 },
    { amr: 'pwd' },
    { authTime: '7' },
    { authTime: Number.NaN },
  ]
  for (const answer of bad) {
    await assert.rejects(principalWith(untyped(answer)), (error: Error) => {
      assert.ok(error instanceof TypeError)
      assert.doesNotMatch(error.message, /secret-word/)
      return true
    })
  }
  await assert.rejects(
    principalWith(() => {
      throw new RangeError('the host is confused')
    }),
    RangeError,
  )
  assert.equal((await principalWith(untyped({ roles: [] }))).subject, 'user-1')
})

test('facts are asked only about tokens that have passed every other check', async () => {
  let asked = 0
  const facts: MapFacts = () => {
    asked += 1
    return {}
  }
  const bad = [
    { iss: 'https://other.example' },
    { aud: 'https://other.example' },
    { exp: now - 100, iat: now - 200 },
    { cnf: {} },
    { roles: 'admin' },
  ]
  for (const claims of bad) {
    const result = await verifyAccessToken(forgeToken({ claims }), { ...options, facts })
    assert.equal(result.ok, false)
  }
  assert.equal(asked, 0)
  await principalWith(facts)
  assert.equal(asked, 1)
})

test('A21 the claims that facts are given are frozen, and only what the token says', async () => {
  const claims = `${JSON.stringify(goodClaims).slice(0, -1)},"__proto__":{"roles":["admin"]},"realm_access":{"roles":["staff"],"__proto__":{"isAdmin":true}}}`
  let given: JsonObject = {}
  const principal = await principalWith((received) => {
    given = received
    const access = received.realm_access as JsonObject
    assert.equal(access.isAdmin, undefined)
    assert.throws(() => Object.assign(received, { sub: 'admin' }), TypeError)
    assert.throws(() => (access.roles as string[]).push('admin'), TypeError)
    return { roles: access.roles, department: received.constructor }
  }, claims)
  assert.deepEqual(principal.roles, ['staff'])
  assert.equal(Object.getPrototypeOf(given), null)
  assert.equal(given.toString, undefined)
})

test('A21 a prototype that other code has polluted adds no fact', async () => {
  Object.defineProperty(Object.prototype, 'userId', { value: 'admin', configurable: true })
  try {
    const principal = await principalWith(() => ({}))
    assert.equal(Object.hasOwn(principal, 'userId'), false)
  } finally {
    Reflect.deleteProperty(Object.prototype, 'userId')
  }
})
