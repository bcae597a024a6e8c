import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { digestSecret } from '../../src/index.ts'
import { assertionType, makeClientKey, presenting, writeAssertion } from '../support/assertions.ts'
import { noon, openAuthority, saveClient, secretOf } from '../support/open-authority.ts'
import { basic, type Changes, tokenRequest } from '../support/person.ts'
import { assertIssued, assertRefused, reasonsOf } from '../support/token-outcomes.ts'

const bench = await openAuthority()
after(() => bench.close())

const key = await makeClientKey()
const otherKey = await makeClientKey()
const secrets = ['signer', 'rival'].map((client_id) => ({
  digest: digestSecret(secretOf(client_id)),
  createdAt: noon / 1000,
}))
for (const [client_id, { publicJwk }] of [
  ['signer', key],
  ['rival', otherKey],
] as const) {
  await saveClient(bench.store, {
    client_id,
    redirect_uris: [],
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [publicJwk] },
    // Of the time before the key.
    secrets,
  })
}

const write = (changes: Readonly<Record<string, unknown>> = {}) =>
  writeAssertion('signer', key, changes)

let addresses = 0

/** A token request, from an address of its own so that no failure before it counts. */
function ask(changes: Changes, headers: Record<string, string> = {}) {
  addresses += 1
  return tokenRequest(
    bench,
    { grant_type: 'client_credentials', code_verifier: undefined, ...changes },
    { headers, address: `198.51.100.${addresses}` },
  )
}

const present = async (assertion: string | Promise<string>, changes: Changes = {}) =>
  ask({ ...presenting(await assertion), ...changes })

async function assertInvalidClient(answer: ReturnType<typeof ask>, what: string) {
  const refused = await answer
  assertRefused(refused, 401, 'invalid_client', what)
  assert.equal(refused.body.error_description, 'client authentication failed', what)
  assert.notEqual(refused.response.headers.get('www-authenticate'), null, what)
}

test('a client proves who it is with its key, whether or not the body names it', async () => {
  assertIssued(await present(write()))
  assertIssued(await present(write(), { client_id: 'signer' }))
})

test('PKJ-03 D04 an assertion works once, also where many are presented at once', async () => {
  const used = await write()
  assertIssued(await present(used))
  await assertInvalidClient(present(used), 'a second time')
  const racing = await write()
  const answers = await Promise.all(Array.from({ length: 20 }, () => present(racing)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.ok((await reasonsOf(bench, 'client_authentication.failed')).includes('assertion_replayed'))
})

test('PKJ-03 another client may use the same `jti`, and a refused assertion uses none up', async () => {
  const jti = 'one-for-both'
  const late = write({ jti, exp: noon / 1000 })
  await assertInvalidClient(present(late), 'expired')
  const forged = writeAssertion('signer', { ...otherKey, kid: key.kid }, { jti })
  await assertInvalidClient(present(forged), 'forged')
  assertIssued(await present(write({ jti })))
  assertIssued(await present(writeAssertion('rival', otherKey, { jti })))
})

test('PKJ-03 it is remembered for as long as it could be taken', async () => {
  const exp = noon / 1000 + 300
  const long = await write({ exp })
  assertIssued(await present(long))
  bench.clock.advanceSeconds(299)
  try {
    await bench.authority.prune()
    await assertInvalidClient(present(long), 'just before its end')
    assertIssued(await present(write({ exp })))
  } finally {
    bench.clock.advanceSeconds(-299)
  }
})

test('PKJ-01 PKJ-02 D04 what is wrong with an assertion makes no difference to the answer', async () => {
  const now = noon / 1000
  for (const [changes, reason] of [
    [{ aud: `${bench.options.issuer}/token` }, 'assertion_wrong_audience'],
    [{ aud: [bench.options.issuer] }, 'assertion_wrong_audience'],
    [{ aud: 'https://other.example' }, 'assertion_wrong_audience'],
    [{ exp: undefined }, 'assertion_missing_claim'],
    [{ exp: now - 1 }, 'assertion_expired'],
    [{ exp: now + 365 * 86_400 }, 'assertion_bad_claim'],
    [{ sub: 'rival' }, 'assertion_wrong_issuer'],
    [{ iat: now + 61, exp: now + 120 }, 'assertion_not_yet_valid'],
  ] as const) {
    await assertInvalidClient(present(write(changes)), reason)
    assert.equal((await reasonsOf(bench, 'client_authentication.failed')).at(-1), reason)
  }
})

test('PKJ-04 D04 the key of another client proves nothing, whoever the assertion is about', async () => {
  await assertInvalidClient(present(writeAssertion('signer', otherKey)), "rival's key, signer's id")
  await assertInvalidClient(present(writeAssertion('rival', key)), "signer's key, rival's id")
  assertIssued(await present(writeAssertion('rival', otherKey)))
})

test('PKJ-05 D02 there is one assertion, of the exact type, about the client that the body names', async () => {
  await assertInvalidClient(present(write(), { client_id: 'rival' }), 'client_id of another')
  for (const type of [
    undefined,
    '',
    'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
    assertionType.toUpperCase(),
    `${assertionType} `,
  ]) {
    await assertInvalidClient(present(write(), { client_assertion_type: type }), `type ${type}`)
  }
  const typeAlone = { ...presenting(await write()), client_assertion: undefined }
  await assertInvalidClient(ask(typeAlone), 'no assertion')
  const two = { ...presenting(''), client_assertion: [await write(), await write()] }
  assertRefused(await ask(two), 400, 'invalid_request', 'two assertions')
  assertIssued(await present(write()))
})

test('D02 an assertion beside another way of authentication is refused', async () => {
  const secret = secretOf('signer')
  const withSecret = { ...presenting(await write()), client_secret: secret }
  assertRefused(await ask(withSecret), 400, 'invalid_request', 'secret in the body')
  const besideBasic = ask(presenting(await write()), basic('signer', secret))
  assertRefused(await besideBasic, 400, 'invalid_request', 'basic')
})

test('D03 a client with a key cannot fall back on a secret or on its name', async () => {
  const client_secret = secretOf('signer')
  await assertInvalidClient(ask({ client_id: 'signer' }), 'name alone')
  await assertInvalidClient(ask({ client_id: 'signer', client_secret }), 'secret in the body')
  await assertInvalidClient(ask({ client_id: undefined }, basic('signer', client_secret)), 'basic')
  assertIssued(await present(write()))
})

test('D03 a client that has a secret, or neither, cannot sign instead', async () => {
  for (const [client_id, token_endpoint_auth_method] of [
    ['keeper', 'client_secret_basic'],
    ['open', 'none'],
  ] as const) {
    const jwks = { keys: [key.publicJwk] }
    await saveClient(bench.store, { client_id, token_endpoint_auth_method, jwks, secrets })
    await assertInvalidClient(present(writeAssertion(client_id, key)), client_id)
  }
})

test('D04 an assertion that is too long, or none at all, is not looked into', async () => {
  await assertInvalidClient(present(write({ note: 'x'.repeat(9000) })), '12 kB')
  const huge = await present(write({ note: 'x'.repeat(1_000_000) }))
  assertRefused(huge, 413, 'invalid_request', '1 MB')
  for (const text of ['x', 'a.b.c', 'e30.e30.AA']) {
    await assertInvalidClient(present(text), text)
  }
})

test('a disabled client is refused, its key or not', async () => {
  const signer = await bench.store.clients.find('signer')
  assert.ok(signer !== undefined)
  await bench.store.clients.save({ ...signer, status: 'disabled' })
  await assertInvalidClient(present(write()), 'disabled')
  await bench.store.clients.save(signer)
  assertIssued(await present(write()))
})

test('an assertion works at every endpoint that clients call, and once among them all', async () => {
  const { accessToken: token } = assertIssued(await present(write()))
  const post = async (url: string, assertion: string) =>
    tokenRequest(
      bench,
      { grant_type: undefined, code_verifier: undefined, token, ...presenting(assertion) },
      { url },
    )
  const assertion = await write()
  const asked = await post('/introspect', assertion)
  assert.equal(asked.body.active, true)
  assertRefused(await post('/revoke', assertion), 401, 'invalid_client')
  assert.equal((await post('/introspect', await write())).body.active, true)
  assert.equal((await post('/revoke', await write())).status, 200)
  assert.deepEqual((await post('/introspect', await write())).body, { active: false })
})

test('O21-14 D06 a flood of bad assertions is held back where it comes from, and nowhere else', async () => {
  const from = async (assertion: string, address: string) =>
    tokenRequest(
      bench,
      {
        grant_type: 'client_credentials',
        code_verifier: undefined,
        ...presenting(assertion),
      },
      { address },
    )
  const forged = () => writeAssertion('signer', { ...otherKey, kid: key.kid })
  for (let i = 0; i < 20; i += 1) {
    assertRefused(await from(await forged(), '203.0.113.99'), 401, 'invalid_client')
  }
  const held = await from(await write(), '203.0.113.99')
  assertRefused(held, 429, 'temporarily_unavailable')
  assert.match(held.response.headers.get('retry-after') ?? '', /^\d+$/)
  assertIssued(await from(await write(), '203.0.113.98'))
})
