import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { test } from 'node:test'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import {
  type ClientAssertionRefusal,
  importClientKeys,
  selectKey,
  verifyClientAssertion,
} from '../../src/index.ts'

const issuer = 'https://auth.example'
const clientId = 'worker'
const now = 1_800_000_000

const own = await generateKeyPair('ES256', { extractable: true })
const foreign = await generateKeyPair('ES256', { extractable: true })
const ownJwk = { ...(await exportJWK(own.publicKey)), kid: 'own' }

interface Writing {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Record<string, unknown>
  readonly key?: CryptoKey | Uint8Array
  readonly alg?: string
}

/** An assertion that is known to be good, with changes; an undefined claim is left out. */
function write({ claims = {}, header = {}, key = own.privateKey, alg = 'ES256' }: Writing = {}) {
  const payload = { iss: clientId, sub: clientId, aud: issuer, iat: now, exp: now + 60, jti: 'j1' }
  const all = Object.entries({ ...payload, ...claims }).filter(([, value]) => value !== undefined)
  return new SignJWT(Object.fromEntries(all))
    .setProtectedHeader({ alg, kid: 'own', ...header })
    .sign(key)
}

function verify(assertion: string, jwks: readonly unknown[] = [ownJwk]) {
  const keys = importClientKeys(jwks)
  return verifyClientAssertion(assertion, {
    issuer,
    clientId,
    keys: { find: async (kid, alg) => selectKey(keys, kid, alg) },
    nowSeconds: now,
  })
}

async function assertTaken(writing: Writing = {}, jwks?: readonly unknown[]) {
  const verified = await verify(await write(writing), jwks)
  assert.ok(verified.ok, JSON.stringify(writing))
  return verified.value
}

async function assertRefused(writing: Writing, refusal: ClientAssertionRefusal) {
  await assertTaken()
  const verified = await verify(await write(writing))
  assert.deepEqual(verified, { ok: false, refusal }, JSON.stringify(writing))
}

test('an assertion of the client proves its id once, until it can no longer be taken', async () => {
  assert.deepEqual(await assertTaken(), { tokenId: 'j1', forgetAt: now + 60 + 30 })
})

test('PKJ-01 D04 the audience is the issuer alone, as one text', async () => {
  for (const aud of [
    `${issuer}/token`,
    `${issuer}/par`,
    `${issuer}/`,
    'https://other.example',
    [issuer],
    [issuer, `${issuer}/token`],
  ]) {
    await assertRefused({ claims: { aud } }, 'wrong_audience')
  }
  await assertRefused({ claims: { aud: undefined } }, 'missing_claim')
})

test('PKJ-02 D04 issuer and subject are the client', async () => {
  for (const claims of [{ iss: 'other' }, { sub: 'other' }, { iss: 'other', sub: 'other' }]) {
    await assertRefused({ claims }, 'wrong_issuer')
  }
  for (const claims of [{ iss: undefined }, { sub: undefined }, { jti: undefined }]) {
    await assertRefused({ claims }, 'missing_claim')
  }
  for (const jti of ['', 'j'.repeat(257), 'j\n']) {
    await assertRefused({ claims: { jti } }, 'bad_claim')
  }
})

test('PKJ-02 D04 the end is stated, near, and has not come', async () => {
  await assertTaken({ claims: { exp: now + 300 } })
  await assertTaken({ claims: { exp: now + 1 } })
  await assertRefused({ claims: { exp: undefined } }, 'missing_claim')
  await assertRefused({ claims: { exp: now } }, 'expired')
  await assertRefused({ claims: { exp: now - 1, iat: now - 61 } }, 'expired')
  for (const exp of [now + 331, now + 365 * 86_400, now + 10 * 365 * 86_400]) {
    await assertRefused({ claims: { exp } }, 'bad_claim')
  }
  for (const claims of [{ exp: now + 60, iat: now + 60 }, { iat: -1 }, { nbf: 0 }]) {
    await assertRefused({ claims }, 'bad_claim')
  }
})

test('FAPI-07 a clock that is a little ahead is forgiven, one that is far ahead is not', async () => {
  for (const name of ['iat', 'nbf']) {
    await assertTaken({ claims: { [name]: now + 8, exp: now + 120 } })
    await assertTaken({ claims: { [name]: now + 10, exp: now + 120 } })
    await assertRefused({ claims: { [name]: now + 61, exp: now + 120 } }, 'not_yet_valid')
  }
  await assertTaken({ claims: { iat: undefined } })
})

test('PKJ-04 D04 the key is that of the client', async () => {
  await assertRefused({ key: foreign.privateKey }, 'bad_signature')
  await assertRefused({ header: { kid: 'other' } }, 'unknown_key')
  const jwk = await exportJWK(foreign.publicKey)
  for (const header of [
    { jwk },
    { jku: 'https://evil.example' },
    { x5u: 'https://evil.example' },
  ]) {
    await assertRefused({ key: foreign.privateKey, header }, 'bad_header')
  }
})

test('PKJ-04 D04 no algorithm but an asymmetric one of the list, whatever the key would do', async () => {
  const secret = createSecretKey(Buffer.from(await exportSPKI(own.publicKey)))
  await assertRefused({ alg: 'HS256', key: secret.export() }, 'unsupported_algorithm')
  const [, payload] = (await write()).split('.')
  for (const alg of ['none', 'None', 'es256', 'ES256K']) {
    const header = Buffer.from(JSON.stringify({ alg, kid: 'own' })).toString('base64url')
    const verified = await verify(`${header}.${payload}.AA`)
    assert.deepEqual(verified, { ok: false, refusal: 'unsupported_algorithm' }, alg)
  }
})

test('PKJ-04 every algorithm of the list is taken, each with the key that is for it alone', async () => {
  for (const alg of ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA', 'Ed25519']) {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), kid: 'own', alg }
    await assertTaken({ alg, key: privateKey }, [jwk])
    const other = alg === 'PS256' ? 'RS256' : 'PS256'
    const verified = await verify(await write({ alg, key: privateKey }), [{ ...jwk, alg: other }])
    assert.deepEqual(verified, { ok: false, refusal: 'unknown_key' }, alg)
  }
})

test('an assertion without `kid` is taken where only one key of the client can be meant', async () => {
  const { kid: _kid, ...nameless } = ownJwk
  const header = { kid: undefined }
  await assertTaken({ header }, [nameless])
  const another = await exportJWK(foreign.publicKey)
  const verified = await verify(await write({ header }), [nameless, another])
  assert.deepEqual(verified, { ok: false, refusal: 'unknown_key' })
})

test('PKJ-07 what was signed for another purpose is no assertion', async () => {
  for (const typ of ['client-authentication+jwt', 'Client-Authentication+JWT', 'JWT', 'jwt']) {
    await assertTaken({ header: { typ } })
  }
  await assertTaken({ header: { typ: undefined } })
  for (const typ of ['at+jwt', 'dpop+jwt', 'oauth-authz-req+jwt', 'logout+jwt', '', 7]) {
    await assertRefused({ header: { typ } }, 'wrong_type')
  }
})

test('D04 what is too long, or no JWT, is not looked into', async () => {
  const good = await write()
  assert.ok((await verify(good)).ok)
  const long = await verify(await write({ claims: { note: 'x'.repeat(8192) } }))
  assert.deepEqual(long, { ok: false, refusal: 'too_large' })
  for (const text of ['', 'x', `${good}.`, `${good}=`, ` ${good}`, good.replace('.', '..')]) {
    assert.deepEqual(await verify(text), { ok: false, refusal: 'malformed' }, text.slice(0, 9))
  }
})
