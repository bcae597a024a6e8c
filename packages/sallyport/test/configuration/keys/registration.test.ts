import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, canary, refusals } from '../../support/configurations.ts'

const registration = (value: unknown) => ({ registration: value })

test('DCR-07 nobody registers clients unless the configuration says who', () => {
  assert.equal(accepted({}).registration, undefined)
  assert.equal(accepted(registration('off')).registration, undefined)
  for (const value of ['on', true, {}, { scope: 'read:documents' }, null]) {
    assert.equal(refusals(registration(value)).length, 1, JSON.stringify(value))
  }
  assert.match(refusals(registration({})).join(), /says not who may register/)
  for (const [value, found] of [
    ['on', 'a text'],
    [canary, 'a text'],
    [true, 'a boolean'],
  ] as const) {
    assert.deepEqual(refusals(registration(value)), [
      `\`registration\` must be \`off\`, or an object with \`initialAccessTokens\` or \`open: true\`, not ${found}`,
    ])
  }
})

test('registration is open or needs a token, never both', () => {
  const open = accepted(registration({ open: true })).registration
  assert.deepEqual(open, {
    initialAccessTokens: [],
    scope: [],
    grantTypes: ['authorization_code', 'refresh_token'],
    unusedSeconds: 30 * 86_400,
  })
  const tokens = { initialAccessTokens: [canary, { env: 'T' }] }
  const closed = accepted(registration(tokens), { env: { T: canary } }).registration
  assert.deepEqual(
    closed?.initialAccessTokens.map((token) => token.reveal()),
    [canary, canary],
  )
  assert.match(
    refusals(registration({ ...tokens, open: true }), { env: { T: canary } }).join(),
    /beside/,
  )
  assert.match(refusals(registration({ open: false })).join(), /must be `true`, or left out/)
  assert.match(refusals(registration({ initialAccessTokens: [] })).join(), /is an empty list/)
  assert.match(refusals(registration({ initialAccessTokens: ['canary'] })).join(), /too short/)
})

test('what clients may register as is bounded by the policy', () => {
  const value = {
    open: true,
    scope: 'read:documents openid',
    grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
    forgetUnusedAfter: '7d',
  }
  const rules = accepted(registration(value)).registration
  assert.deepEqual(rules?.scope, ['read:documents', 'openid'])
  assert.deepEqual(rules?.grantTypes, value.grant_types)
  assert.equal(rules?.unusedSeconds, 7 * 86_400)
  assert.match(
    refusals(registration({ open: true, grant_types: ['implicit'] })).join(),
    /grant_types\[0\]/,
  )
  assert.match(refusals(registration({ open: true, scope: 'a"b' })).join(), /registration.scope/)
  assert.match(refusals(registration({ open: true, forgetUnusedAfter: '1m' })).join(), /from `1h`/)
  assert.match(refusals(registration({ open: true, scopes: 'a' })).join(), /did you mean `scope`/)
})

test('clients by document exist only where the configuration says so, with no scope unless it says which', () => {
  const documents = (value: unknown) => ({ clientIdMetadataDocuments: value })
  assert.equal(accepted({}).clientIdMetadataDocuments, undefined)
  assert.equal(accepted(documents(false)).clientIdMetadataDocuments, undefined)
  const grantTypes = ['authorization_code', 'refresh_token']
  assert.deepEqual(accepted(documents(true)).clientIdMetadataDocuments, { scope: [], grantTypes })
  const value = { scope: 'read:documents', grant_types: ['authorization_code'] }
  assert.deepEqual(accepted(documents(value)).clientIdMetadataDocuments, {
    scope: ['read:documents'],
    grantTypes: ['authorization_code'],
  })
  for (const wrong of ['on', 1, null, [], { scopes: 'a' }, { grant_types: ['implicit'] }]) {
    assert.equal(refusals(documents(wrong)).length, 1, JSON.stringify(wrong))
  }
  assert.deepEqual(refusals(documents('on')), [
    "`clientIdMetadataDocuments` must be `true`, `false`, or an object such as `{ scope: 'read:documents' }`, not `on`",
  ])
})
