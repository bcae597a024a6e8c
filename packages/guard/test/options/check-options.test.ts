import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@sallyport/protocol'
import { checkOptions } from '../../src/options/check-options.ts'
import { audience, issuer, keys } from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'

const good = { issuer, audience, keys, revocations: createTestRevocations() }

/** Options as JavaScript may give them. */
function check(options: object): unknown {
  return checkOptions(options as typeof good)
}

test('without an issuer or an audience the guard refuses to start', () => {
  assert.throws(() => check({ ...good, issuer: undefined }), /`issuer` is missing: give/)
  assert.throws(() => check({ ...good, issuer: '' }), /`issuer` is missing/)
  assert.throws(() => check({ ...good, audience: undefined }), /`audience` is missing: give/)
  assert.throws(() => check({ ...good, audience: '' }), /`audience` is missing/)
  assert.throws(() => check({ ...good, audience: [audience] }), /`audience` is missing/)
  assert.throws(() => checkOptions(undefined as unknown as typeof good), /one object of options/)
  assert.doesNotThrow(() => check(good))
})

test('the issuer is https, except on loopback', () => {
  const bad = [
    'http://auth.example.com',
    'auth.example.com',
    'ftp://auth.example.com',
    'https://auth.example.com?x=y',
    'https://auth.example.com#x',
    'https://user@auth.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
  ]
  for (const value of bad) assert.throws(() => check({ ...good, issuer: value }), TypeError, value)
  const fine = ['https://auth.example.com/tenant', 'http://localhost:4000', 'http://127.0.0.1:1']
  for (const value of [...fine, 'http://[::1]:1']) {
    assert.doesNotThrow(() => check({ ...good, issuer: value }), value)
  }
})

test('a mistyped option is refused with the name that was meant', () => {
  assert.throws(() => check({ ...good, audiance: 'x' }), /no option `audiance`.*`audience`/)
  assert.throws(() => check({ ...good, revocation: {} }), /did you mean `revocations`/)
  assert.throws(() => check({ ...good, zzz: 1 }), /no option `zzz`: the options are issuer/)
  assert.throws(
    () => check({ ...good, quota: { limit: 1, windowSecs: 2 } }),
    /quota\(\) has no option `windowSecs`/,
  )
})

test('rates, times, zones, proxies and functions are checked', () => {
  const bad: [object, RegExp][] = [
    [{ quota: { limit: 0, windowSeconds: 60 } }, /`quota` needs/],
    [{ quota: { limit: 1.5, windowSeconds: 60 } }, /`quota` needs/],
    [{ quota: { limit: 10 } }, /`quota` needs/],
    [{ quota: true }, /quota/],
    [{ failures: { limit: 10, windowSeconds: -1 } }, /`failures` needs/],
    [{ failures: false }, /failures/],
    [{ policyTimeoutMs: 0 }, /`policyTimeoutMs`/],
    [{ policyTimeoutMs: Number.POSITIVE_INFINITY }, /`policyTimeoutMs`/],
    [{ timeZone: 'Mars/Olympus' }, /`timeZone`.*`Mars\/Olympus`/],
    [{ trustedProxies: ['10.0.0.0/99'] }, /`10.0.0.0\/99`/],
    [{ deviceTrustHeader: 'X Device Trust' }, /`deviceTrustHeader`/],
    [{ policy: { allow: true } }, /`policy` must be a function/],
    [{ onFault: 'log' }, /`onFault` must be a function/],
  ]
  for (const [change, message] of bad) {
    assert.throws(() => check({ ...good, ...change }), message, JSON.stringify(change))
  }
  const fine = {
    quota: { limit: 1, windowSeconds: 1 },
    failures: { limit: 1, windowSeconds: 1 },
    policyTimeoutMs: 1,
    timeZone: 'Europe/Berlin',
    trustedProxies: ['10.0.0.0/8', '::1'],
    deviceTrustHeader: 'X-Device-Trust',
    policy: () => true,
    onFault: () => {},
  }
  assert.doesNotThrow(() => check({ ...good, ...fine }))
})

test('a guard without a revocation feed warns of what it means', async (t) => {
  const warnings: [string, string | undefined][] = []
  t.mock.method(process, 'emitWarning', (message: string, { code }: { code?: string }) => {
    warnings.push([message, code])
  })
  check(good)
  assert.deepEqual(warnings, [])
  check({ ...good, revocations: undefined })
  assert.equal(warnings.length, 1)
  assert.equal(warnings[0]?.[1], 'SALLYPORT_NO_REVOCATION_FEED')
  assert.match(warnings[0]?.[0] ?? '', /accepted until it expires/)
})

test('a fault that nobody listens to becomes a warning without its message', (t) => {
  const warnings: string[] = []
  t.mock.method(process, 'emitWarning', (message: string) => warnings.push(message))
  const { onFault } = checkOptions(good)
  onFault(new RangeError('a word that must not leak'), { code: 'policy_failed', requestId: 'r1' })
  onFault('a word that must not leak', { code: 'keys_unavailable' })
  assert.deepEqual(warnings, [
    'a fault in the guard: policy_failed, request r1 (RangeError)',
    'a fault in the guard: keys_unavailable (string)',
  ])
})

const foreign = { issuer: 'https://idp.example.com', keys, revocations: createTestRevocations() }

test('issuer, issuers or both: one at least, none twice, and nothing that would do nothing', () => {
  const alone = { audience, issuers: [foreign] }
  assert.throws(() => check({ audience }), /`issuer` is missing: give .* or several as `issuers`/)
  assert.throws(() => check({ audience, issuers: [] }), /`issuer` is missing/)
  assert.throws(() => check({ audience, issuers: foreign }), /`issuers` must be a list/)
  assert.throws(() => check({ ...good, issuers: [{ ...foreign, issuer }] }), /given twice/)
  assert.throws(() => check({ audience, issuers: [foreign, { ...foreign }] }), /given twice/)
  for (const option of [
    { keys },
    { algorithms: ['ES256'] },
    { revocations: foreign.revocations },
  ]) {
    assert.throws(() => check({ ...alone, ...option }), /belongs to `issuer`, which is not given/)
  }
  assert.doesNotThrow(() => check(alone))
  assert.doesNotThrow(() => check({ ...good, issuers: [foreign] }))
})

test('every option of a foreign issuer is checked', () => {
  const introspection = { clientId: 'api', clientSecret: 'secret-word' }
  const bad: [object, RegExp][] = [
    [{ issuer: '' }, /`issuer` is missing/],
    [{ issuer: 'http://idp.example.com' }, /must be https/],
    [{ issuer: 'https://idp.example.com#' }, /without query or fragment/],
    [{ profil: 'jwt' }, /did you mean `profile`/],
    [{ profile: 'JWT' }, /`profile` must be `at\+jwt` or `jwt`/],
    [{ algorithms: [] }, /`algorithms` must be/],
    [{ algorithms: ['HS256'] }, /`algorithms` must be/],
    [{ algorithms: ['none'] }, /`algorithms` must be/],
    [{ facts: { roles: ['admin'] } }, /`facts` must be a function/],
    [{ audience: '' }, /`audience` of/],
    [{ audience: [audience] }, /`audience` of/],
    [{ jwksUri: 'https://idp.example.com/jwks' }, /`keys` and `jwksUri`.*keep one/],
    [{ keys: undefined, jwksUri: 'http://idp.example.com/jwks' }, /`jwks_uri`.*https/],
    [{ introspection: {} }, /`introspection` needs `clientId`/],
    [{ introspection: { ...introspection, clientSecret: '' } }, /needs `clientSecret`/],
    [{ introspection: { ...introspection, cacheSecond: 1 } }, /did you mean `cacheSeconds`/],
    [{ introspection: { ...introspection, cacheSeconds: 301 } }, /`cacheSeconds`.* from 0 to 300/],
    [{ introspection: { ...introspection, cacheSeconds: -1 } }, /`cacheSeconds`/],
    [{ introspection: { ...introspection, timeoutMs: 0 } }, /`timeoutMs`/],
    [{ introspection: { ...introspection, tokens: 'jwt' } }, /`tokens` of `introspection`/],
    [{ introspection: { ...introspection, requireAudience: 'no' } }, /`requireAudience`/],
    [{ introspection: { ...introspection, endpoint: 'http://idp.example.com/i' } }, /https/],
  ]
  for (const [change, message] of bad) {
    const issuers = [{ ...foreign, ...change }]
    assert.throws(
      () => check({ audience, issuers }),
      (error: Error) => message.test(error.message) && !error.message.includes('secret-word'),
      JSON.stringify(change),
    )
  }
  assert.throws(() => check({ audience, issuers: ['https://idp.example.com'] }), /one object/)
  const fine = [
    { profile: 'jwt', algorithms: ['RS256'], facts: () => ({}), audience: 'api' },
    { keys: undefined, jwksUri: 'https://keys.example.com/jwks' },
    { introspection: { ...introspection, clientSecret: new Secret('s'), cacheSeconds: 0 } },
  ]
  for (const change of fine) {
    assert.doesNotThrow(() => check({ audience, issuers: [{ ...foreign, ...change }] }))
  }
})

test('two issuers cannot both be asked about opaque tokens', () => {
  const introspection = { clientId: 'api', clientSecret: 's' }
  const one = { ...foreign, introspection }
  const two = { ...foreign, issuer: 'https://partner.example.com' }
  const issuers = [one, { ...two, introspection }]
  assert.throws(() => check({ audience, issuers }), /must not be shown the tokens of another/)
  assert.doesNotThrow(() => check({ audience, issuers: [one, two] }))
})

test('the warning names the issuers whose revocations are not heard', (t) => {
  const warnings: string[] = []
  t.mock.method(process, 'emitWarning', (message: string) => warnings.push(message))
  const unheard = { ...foreign, revocations: undefined }
  check({ ...good, issuers: [unheard] })
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /`revocations` for `https:\/\/idp.example.com`:/)
  const rules = { clientId: 'api', clientSecret: 's' }
  check({ ...good, issuers: [{ ...unheard, introspection: { ...rules, tokens: 'all' } }] })
  assert.equal(warnings.length, 1)
  check({ ...good, issuers: [{ ...unheard, introspection: rules }] })
  assert.equal(warnings.length, 2)
})
