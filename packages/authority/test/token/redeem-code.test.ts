import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { slowStore } from '@sallyport/store/contract'
import { decodeJwt } from 'jose'
import {
  openAuthority,
  redirectUri,
  saveClient,
  saveUser,
  secretOf,
} from '../support/open-authority.ts'
import {
  basic,
  challengeOf,
  Person,
  refreshRequest,
  tokenRequest,
  verifier,
} from '../support/person.ts'
import {
  assertIssued,
  assertRefused,
  newTokens,
  reasonsOf,
  refreshed,
  revokedTargets,
} from '../support/token-outcomes.ts'

const bench = await openAuthority()
after(() => bench.close())
const alice = new Person(bench)

/** A code for exactly this verifier. */
const codeFor = (text: string) => alice.code({ code_challenge: challengeOf(text) })
const wrongVerifier = `${verifier.slice(0, -1)}x`

test('O21-04 C03 a verifier must be there and fit the challenge', async () => {
  const code = await alice.code()
  for (const code_verifier of [undefined, '', wrongVerifier, challengeOf(verifier)]) {
    assertRefused(await tokenRequest(bench, { code, code_verifier }), 400, 'invalid_grant')
  }
  const twice = { code, code_verifier: [verifier, verifier] }
  assertRefused(await tokenRequest(bench, twice), 400, 'invalid_request')
  assertIssued(await tokenRequest(bench, { code }))
})

test('PKCE-02 a verifier has 43 to 128 of its characters, even if the hash would fit', async () => {
  for (const text of ['v'.repeat(43), 'v'.repeat(128), `${'v'.repeat(43)}-._~`]) {
    const code = await codeFor(text)
    assertIssued(await tokenRequest(bench, { code, code_verifier: text }), text)
  }
  for (const text of [
    'v'.repeat(42),
    'v'.repeat(129),
    `${'v'.repeat(43)} v`,
    `${'v'.repeat(43)}=`,
    `${'v'.repeat(43)}+`,
    `${'v'.repeat(43)}ü`,
    `${'v'.repeat(43)}\n`,
  ]) {
    const code = await codeFor(text)
    assertRefused(await tokenRequest(bench, { code, code_verifier: text }), 400, 'invalid_grant')
  }
})

test('PKCE-05 the method is that of the code, not one sent to the token endpoint', async () => {
  const code = await alice.code()
  const plain = { code, code_verifier: challengeOf(verifier), code_challenge_method: 'plain' }
  assertRefused(await tokenRequest(bench, plain), 400, 'invalid_grant')
  assertIssued(await tokenRequest(bench, { code, code_challenge_method: 'plain' }))
})

test('PKCE-06 the fifth bad try burns a code, four do not', async () => {
  for (const [tries, works] of [
    [4, true],
    [5, false],
  ] as const) {
    const code = await alice.code()
    for (let i = 0; i < tries; i++) {
      const bad = await tokenRequest(bench, { code, code_verifier: wrongVerifier })
      assertRefused(bad, 400, 'invalid_grant')
    }
    const answer = await tokenRequest(bench, { code })
    if (works) assertIssued(answer)
    else assertRefused(answer, 400, 'invalid_grant')
  }
  assert.ok((await reasonsOf(bench, 'code.refused')).includes('burned'))
})

test('O21-05 C04 a second valid redemption fails and ends the grant', async () => {
  const code = await alice.code()
  const first = assertIssued(await tokenRequest(bench, { code }))
  const second = await refreshed(bench, first.refreshToken)
  assertRefused(await tokenRequest(bench, { code }), 400, 'invalid_grant')
  const after = await refreshRequest(bench, second.refreshToken)
  assertRefused(after, 400, 'invalid_grant')
  const id = decodeJwt(first.accessToken).grant_id
  const revoked = (await revokedTargets(bench)).filter((t) => t.kind === 'grant' && t.id === id)
  assert.equal(revoked.length, 1)
  assert.equal((await reasonsOf(bench, 'code.replayed')).length, 1)
})

test('O21-05 C04 an invalid replay fails and ends nothing', async () => {
  const code = await alice.code()
  const first = assertIssued(await tokenRequest(bench, { code }))
  const before = await revokedTargets(bench)
  for (const changes of [
    { code_verifier: wrongVerifier },
    { code_verifier: undefined },
    { client_id: 'other' },
    { redirect_uri: 'https://evil.example' },
  ]) {
    assertRefused(await tokenRequest(bench, { code, ...changes }), 400, 'invalid_grant')
  }
  assert.deepEqual(await revokedTargets(bench), before)
  await refreshed(bench, first.refreshToken)
})

test('O21-06 C05 another client cannot redeem a code, whoever it authenticates as', async () => {
  const code = await alice.code()
  assertRefused(await tokenRequest(bench, { code, client_id: 'other' }), 400, 'invalid_grant')
  const asConf = await tokenRequest(
    bench,
    { code, client_id: undefined },
    { headers: basic('conf', secretOf('conf')) },
  )
  assertRefused(asConf, 400, 'invalid_grant')
  assertIssued(await tokenRequest(bench, { code }))
  const forConf = await alice.code({ client_id: 'conf' })
  const asPost = { code: forConf, client_id: 'post', client_secret: secretOf('post') }
  assertRefused(await tokenRequest(bench, asPost), 400, 'invalid_grant')
  const own = { headers: basic('conf', secretOf('conf')) }
  assertIssued(await tokenRequest(bench, { code: forConf, client_id: undefined }, own))
})

test('O21-07 a code lives sixty seconds', async () => {
  const [early, late] = [await alice.code(), await alice.code()]
  bench.clock.advanceSeconds(59)
  assertIssued(await tokenRequest(bench, { code: early }))
  bench.clock.advanceSeconds(2)
  assertRefused(await tokenRequest(bench, { code: late }), 400, 'invalid_grant')
})

test('O20-06 a redirect URI, if sent, is the one of the authorization request', async () => {
  const redirect_uris = [redirectUri, 'https://app.example/second']
  await saveClient(bench.store, { client_id: 'twofold', redirect_uris })
  const code = await alice.code({ client_id: 'twofold' })
  for (const redirect_uri of ['https://app.example/second', `${redirectUri}/`]) {
    const answer = await tokenRequest(bench, { code, client_id: 'twofold', redirect_uri })
    assertRefused(answer, 400, 'invalid_grant')
  }
  const right = { code, client_id: 'twofold', redirect_uri: redirectUri }
  assertIssued(await tokenRequest(bench, right))
})

test('a code that is not one is refused like one that is spent', async () => {
  const code = await alice.code()
  const flipped = code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A')
  const { refreshToken, accessToken } = await newTokens(bench, alice)
  const answers = []
  for (const bad of ['x', 'A'.repeat(64), flipped, `${code}A`, refreshToken, accessToken]) {
    answers.push(await tokenRequest(bench, { code: bad }))
  }
  for (const answer of answers) assertRefused(answer, 400, 'invalid_grant')
  assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1)
  assertRefused(await tokenRequest(bench, { code: undefined }), 400, 'invalid_request')
  assertIssued(await tokenRequest(bench, { code }))
})

test('a code of a person who was disabled meanwhile gives nothing and leaves nothing', async () => {
  const carol = new Person(bench, '203.0.113.10')
  const user = { username: 'carol', scopes: ['read:documents'] }
  await saveUser(bench.store, user)
  const [first, second] = [await carol.code({}, 'carol'), await carol.code({}, 'carol')]
  const { accessToken } = assertIssued(await tokenRequest(bench, { code: first }))
  assert.equal(decodeJwt(accessToken).sub, 'user-carol')
  await saveUser(bench.store, { ...user, status: 'disabled' })
  const revokedBefore = (await revokedTargets(bench)).length
  assertRefused(await tokenRequest(bench, { code: second }), 400, 'invalid_grant')
  await saveUser(bench.store, user)
  assertRefused(await tokenRequest(bench, { code: second }), 400, 'invalid_grant')
  assert.equal((await revokedTargets(bench)).length, revokedBefore + 1)
})

test('scopes that the person lost between consent and redemption are not issued', async () => {
  const dora = new Person(bench, '203.0.113.11')
  const both = ['read:documents', 'write:documents']
  await saveUser(bench.store, { username: 'dora', scopes: both })
  const code = await dora.code({ scope: both.join(' ') }, 'dora')
  const last = await dora.code({ scope: 'write:documents' }, 'dora')
  await saveUser(bench.store, { username: 'dora', scopes: ['read:documents'] })
  assert.equal(assertIssued(await tokenRequest(bench, { code })).scope, 'read:documents')
  assertRefused(await tokenRequest(bench, { code: last }), 400, 'invalid_scope')
})

test('C04 of fifty redemptions at once through a slow store exactly one succeeds', async (t) => {
  const slow = await openAuthority({}, (store) => slowStore(store, 1))
  t.after(() => slow.close())
  const code = await new Person(slow).code()
  const answers = await Promise.all(Array.from({ length: 50 }, () => tokenRequest(slow, { code })))
  const winners = answers.filter(({ status }) => status === 200)
  assert.equal(winners.length, 1)
  const losers = answers.filter(({ status }) => status !== 200)
  for (const loser of losers) assertRefused(loser, 400, 'invalid_grant')
  const after = await refreshRequest(slow, winners[0]?.body.refresh_token)
  assertRefused(after, 400, 'invalid_grant')
})
