import assert from 'node:assert/strict'
import { test } from 'node:test'
import { staticKeys, verifyAccessToken } from '@sallyport/tokens'
import { createAuthority } from '../src/index.ts'
import { documentsApi, issuer, openAuthority } from './support/open-authority.ts'
import { Person, refreshRequest, tokenRequest } from './support/person.ts'

test('a person signs in, allows, and the client gets tokens and refreshes them', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)

  const signInPage = await alice.open()
  assert.equal(signInPage.status, 200)
  const consentPage = await alice.signIn(signInPage)
  assert.match(consentPage.text, /The App/)
  assert.match(consentPage.text, /read:documents/)
  const allowed = await alice.submit(consentPage, { decision: 'allow' })
  assert.equal(allowed.status, 303)
  const answer = new URL(allowed.headers.get('location') ?? '')
  assert.equal(answer.origin + answer.pathname, 'https://app.example/callback')
  assert.equal(answer.searchParams.get('state'), 'the state')
  assert.equal(answer.searchParams.get('iss'), issuer)

  const issued = await tokenRequest(bench, { code: answer.searchParams.get('code') ?? '' })
  assert.equal(issued.status, 200)
  assert.equal(issued.body.token_type, 'Bearer')
  assert.equal(issued.body.expires_in, 600)
  assert.equal(issued.body.scope, 'read:documents')
  const verified = await verifyAccessToken(String(issued.body.access_token), {
    issuer,
    audience: documentsApi,
    keys: staticKeys(await bench.keys.publicKeys()),
    nowSeconds: bench.clock.nowMs() / 1000,
  })
  assert.ok(verified.ok)
  assert.equal(verified.value.subject, 'user-alice')
  assert.equal(verified.value.department, 'research')
  assert.deepEqual(verified.value.roles, ['employee'])

  const refreshed = await refreshRequest(bench, issued.body.refresh_token)
  assert.equal(refreshed.status, 200)
  assert.notEqual(refreshed.body.refresh_token, issued.body.refresh_token)

  assert.deepEqual(
    (await bench.events()).map((event) => event.type),
    ['sign_in.succeeded', 'consent.granted', 'code.issued', 'token.issued', 'token.refreshed'],
  )
})

test('access tokens that would outlive their revocations are refused at construction', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const open = (accessTokenSeconds: number) => () =>
    createAuthority({
      ...bench.options,
      resources: [{ ...bench.options.resources[0], accessTokenSeconds }],
    })
  for (const seconds of [0, 3601, 600.5, Number.NaN]) {
    assert.throws(open(seconds), /must be a whole number from 1 to 3600/)
  }
  assert.doesNotThrow(open(3600))
})

test('a fault is answered 503, told to the log and recorded, even where the log fails too', async (t) => {
  let told = 0
  const bench = await openAuthority({
    onFault: () => {
      told += 1
      throw new Error('the log is full')
    },
    keys: {
      signer: () => Promise.reject(new Error('no keys today')),
      publicKeys: () => Promise.reject(new Error('no keys today')),
    },
  })
  t.after(() => bench.close())
  const person = new Person(bench)
  const failed = await person.fetch('/jwks')
  assert.equal(failed.status, 503)
  assert.doesNotMatch(await failed.text(), /no keys today/)
  assert.equal(told, 1)
  assert.deepEqual(
    (await bench.events()).map(({ type }) => type),
    ['fault'],
  )
  assert.equal((await person.fetch('/healthz')).status, 200)
})
