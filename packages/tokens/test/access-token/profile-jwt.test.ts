import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyAccessToken } from '../../src/index.ts'
import { staticKeys } from '../../src/key-source/static-keys.ts'
import { audience, type Forgery, forgeToken, issuer, judge, jwks, now } from '../forge-token.ts'

const profile = 'jwt'

/** What a provider without RFC 9068 puts into its tokens: `azp`, `scp`, no `jti`. */
const foreign = {
  client_id: undefined,
  azp: 'app-1',
  scope: undefined,
  scp: ['read:documents', 'write:documents'],
  jti: undefined,
  grant_id: undefined,
}

function foreignToken({ header = {}, claims = {}, ...rest }: Forgery = {}): string {
  return forgeToken({
    header: typeof header === 'string' ? header : { typ: 'JWT', ...header },
    claims: typeof claims === 'string' ? claims : { ...foreign, ...claims },
    ...rest,
  })
}

async function principalOf(token: string) {
  const options = { issuer, audience, keys: staticKeys(jwks), nowSeconds: now, profile } as const
  const result = await verifyAccessToken(token, options)
  assert.ok(result.ok)
  return result.value
}

test('a token of no profile becomes a principal like any other, without roles of its own', async () => {
  const { tokenId, ...principal } = await principalOf(foreignToken())
  assert.match(tokenId, /^sha256:[\w-]{43}$/)
  assert.deepEqual(principal, {
    kind: 'user',
    issuer,
    subject: 'user-1',
    clientId: 'app-1',
    audience: [audience],
    scopes: ['read:documents', 'write:documents'],
    roles: [],
    keyId: 'ec-1',
    sessionId: 'session-1',
    issuedAt: now - 60,
    expiresAt: now + 540,
    authTime: now - 120,
    acr: 'urn:one',
    amr: ['pwd'],
  })
})

test('a token without jti is named by what was signed, not by its signature', async () => {
  const [first, second] = [foreignToken(), foreignToken()]
  assert.notEqual(first, second)
  assert.equal((await principalOf(first)).tokenId, (await principalOf(second)).tokenId)
  const other = await principalOf(foreignToken({ claims: { sub: 'user-2' } }))
  assert.notEqual((await principalOf(first)).tokenId, other.tokenId)
})

test('a token of no profile is refused where RFC 9068 is asked for', async () => {
  assert.equal(await judge(foreignToken()), 'wrong_type')
  assert.equal(await judge(foreignToken({ header: { typ: 'at+jwt' } })), 'missing_claim')
  assert.equal(await judge(foreignToken(), { profile }), 'accepted')
  assert.equal(await judge(forgeToken(), { profile }), 'accepted')
})

test('AT-04 typ is JWT, at+jwt or absent, and never that of another kind of token', async () => {
  const refused = [
    null,
    '',
    'JWT ',
    'JOSE',
    'id-token',
    'id_token+jwt',
    'logout+jwt',
    'secevent+jwt',
    'dpop+jwt',
    'client-authentication+jwt',
    'oauth-authz-req+jwt',
    'token-introspection+jwt',
    'statuslist+jwt',
    'text/jwt',
    ['JWT'],
  ]
  for (const typ of refused) {
    const token = foreignToken({ header: { typ } })
    assert.equal(await judge(token, { profile }), 'wrong_type', String(typ))
  }
  for (const typ of [undefined, 'JWT', 'jwt', 'application/jwt', 'at+jwt', 'application/at+jwt']) {
    const token = foreignToken({ header: { typ } })
    assert.equal(await judge(token, { profile }), 'accepted', typ)
  }
})

test('AT-04 a claim that only another kind of token has refuses it, whatever its value', async () => {
  const marks = [
    { nonce: 'n' },
    { nonce: null },
    { at_hash: 'h' },
    { c_hash: 'h' },
    { s_hash: 'h' },
    { sub_jwk: {} },
    { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
    { htm: 'GET', htu: 'https://api.example/' },
    { ath: 'h' },
    { response_type: 'code' },
    { redirect_uri: 'https://app.example/cb' },
    { token_introspection: { active: true } },
    { status_list: { bits: 1, lst: 'x' } },
    { typ: 'ID' },
    { typ: 'Refresh' },
    { typ: 'Offline' },
    { typ: null },
    { token_use: 'id' },
    { token_use: 'refresh_token' },
    { token_use: ['access'] },
  ]
  for (const claims of marks) {
    const token = foreignToken({ claims })
    assert.equal(await judge(token, { profile }), 'wrong_type', JSON.stringify(claims))
  }
  for (const claims of [{ typ: 'Bearer' }, { token_use: 'access' }, { uti: 'x', ver: '2.0' }]) {
    assert.equal(await judge(foreignToken({ claims }), { profile }), 'accepted')
  }
})

test('AT-04 an ID token without any mark is refused: its client is its audience, or it names none', async () => {
  const idToken = { scp: undefined, aud: audience }
  assert.equal(
    await judge(foreignToken({ claims: { ...idToken, azp: undefined } }), { profile }),
    'missing_claim',
  )
  for (const claims of [{ azp: audience }, { azp: undefined, client_id: audience }]) {
    const token = foreignToken({ claims: { ...idToken, ...claims } })
    assert.equal(await judge(token, { profile }), 'wrong_type')
  }
  const listed = foreignToken({ claims: { aud: ['app-1', audience] } })
  assert.equal(await judge(listed, { profile }), 'wrong_type')
  const mapped = { profile, facts: () => ({ clientId: audience }) } as const
  assert.equal(await judge(foreignToken({ claims: { azp: undefined } }), mapped), 'wrong_type')
  assert.equal(await judge(foreignToken({ claims: idToken }), { profile }), 'accepted')
})

test('AT-02 issuer, subject, audience and times are required of every profile', async () => {
  for (const name of ['iss', 'sub', 'aud', 'exp', 'iat']) {
    const token = foreignToken({ claims: { [name]: undefined } })
    assert.equal(await judge(token, { profile }), 'missing_claim', name)
  }
  const judged: [object, string][] = [
    [{ iss: `${issuer}/` }, 'wrong_issuer'],
    [{ iss: [issuer] }, 'bad_claim'],
    [{ aud: 'https://other.example' }, 'wrong_audience'],
    [{ exp: now - 31, iat: now - 100 }, 'expired'],
    [{ exp: String(now + 60) }, 'bad_claim'],
    [{ sub: '' }, 'bad_claim'],
    [{ azp: ['app-1'] }, 'bad_claim'],
    [{ azp: null }, 'bad_claim'],
    [{ scp: { 0: 'admin' } }, 'bad_claim'],
    [{ scp: ['read write'] }, 'bad_claim'],
    [{ scp: ['read"'] }, 'bad_claim'],
    [{ scp: [7] }, 'bad_claim'],
    [{ jti: null }, 'bad_claim'],
    [{ cnf: { jkt: 'x' } }, 'sender_constrained'],
    [{ act: { sub: 'agent' } }, 'bad_claim'],
  ]
  for (const [claims, refusal] of judged) {
    const token = foreignToken({ claims })
    assert.equal(await judge(token, { profile }), refusal, JSON.stringify(claims))
  }
  assert.equal(await judge(foreignToken(), { profile }), 'accepted')
})

test('scopes are read from scope before scp, as a text or a list', async () => {
  const forms: [object, string[]][] = [
    [{ scp: 'a b' }, ['a', 'b']],
    [{ scp: ['a', 'b'] }, ['a', 'b']],
    [{ scope: ['a', 'b'], scp: undefined }, ['a', 'b']],
    [{ scope: 'a', scp: ['admin'] }, ['a']],
    [{ scp: [] }, []],
    [{ scp: undefined }, []],
  ]
  for (const [claims, scopes] of forms) {
    assert.deepEqual((await principalOf(foreignToken({ claims }))).scopes, scopes)
  }
})

test('roles and department of a token of no profile are nothing until facts say so', async () => {
  const claims = { roles: ['admin'], department: { id: 7 }, grant_id: ['x'] }
  const principal = await principalOf(foreignToken({ claims }))
  assert.deepEqual(principal.roles, [])
  assert.equal(Object.hasOwn(principal, 'department'), false)
  assert.equal(Object.hasOwn(principal, 'grantId'), false)
})
