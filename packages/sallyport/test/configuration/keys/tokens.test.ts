import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, refusals, warnings } from '../../support/configurations.ts'

const lifetime = (text: unknown) => ({ accessTokens: { lifetime: text } })

test('access tokens live 5 to 15 minutes silently', () => {
  for (const [text, seconds] of [
    ['5m', 300],
    ['600s', 600],
    ['15m', 900],
  ] as const) {
    assert.equal(accepted(lifetime(text)).accessTokens.lifetimeSeconds, seconds)
    assert.deepEqual(warnings(lifetime(text)), [])
  }
})

test('access tokens live 1 to 60 minutes with a warning', () => {
  assert.match(warnings(lifetime('1m')).join(), /^`accessTokens.lifetime` is shorter than `5m`/)
  assert.match(warnings(lifetime('299s')).join(), /is shorter/)
  assert.match(warnings(lifetime('901s')).join(), /is longer than `15m`/)
  assert.match(warnings(lifetime('1h')).join(), /is longer/)
})

test('any other life of access tokens is refused', () => {
  for (const text of ['59s', '61m', '1d', '0m', '-5m', '5', '5 m', '5min', '', 600, '٥m']) {
    const messages = refusals(lifetime(text))
    assert.equal(messages.length, 1)
    assert.match(messages.join(), /^`accessTokens.lifetime` must be /)
  }
})

test('tokens are signed with ES256 or RS256', () => {
  const algorithm = (name: unknown) => ({ accessTokens: { algorithm: name } })
  assert.equal(accepted({}).accessTokens.algorithm, 'ES256')
  assert.equal(accepted(algorithm('RS256')).accessTokens.algorithm, 'RS256')
  for (const name of ['none', 'HS256', 'es256', 7]) {
    assert.match(
      refusals(algorithm(name)).join(),
      /^`accessTokens.algorithm` must be `ES256` or `RS256`, not /,
    )
  }
})

test('a resource inherits what it does not say of its tokens', () => {
  const resource = { identifier: 'https://api.example', scopes: [] }
  const { resources } = accepted({
    accessTokens: { lifetime: '5m', algorithm: 'RS256' },
    resources: [
      resource,
      { ...resource, identifier: 'urn:b', accessTokens: { lifetime: '6m' } },
      { ...resource, identifier: 'urn:c', accessTokens: { algorithm: 'ES256' } },
    ],
  })
  assert.deepEqual(
    resources.map(({ accessTokens }) => [accessTokens.lifetimeSeconds, accessTokens.algorithm]),
    [
      [300, 'RS256'],
      [360, 'RS256'],
      [300, 'ES256'],
    ],
  )
  const wrong = { resources: [{ ...resource, accessTokens: { lifetime: '2h' } }] }
  assert.match(refusals(wrong).join(), /^`resources\[0\].accessTokens.lifetime` must be from `1m`/)
})

test('refresh tokens end after an absolute and an idle time, and may end after a count', () => {
  const refresh = (change: object) => accepted({ refreshTokens: change }).refreshTokens
  assert.deepEqual(refresh({ absolute: '90d', idle: '1d', maxRotations: 1 }), {
    absoluteSeconds: 7_776_000,
    idleSeconds: 86_400,
    maxRotations: 1,
    retrySeconds: 10,
  })
  const hour = { absoluteSeconds: 3600, idleSeconds: 3600, retrySeconds: 10 }
  assert.deepEqual(refresh({ absolute: '1h' }), hour)
})

test('impossible limits of refresh tokens are refused', () => {
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ absolute: '1h', idle: '2h' }, /^`refreshTokens.idle` is longer than/],
    [{ absolute: '400d' }, /^`refreshTokens.absolute` must be from `1m` to `366d`/],
    [{ idle: '10s' }, /^`refreshTokens.idle` must be from/],
    [{ maxRotations: 0 }, /^`refreshTokens.maxRotations` must be a whole number/],
    [{ maxRotation: 1 }, /did you mean `maxRotations`\?/],
    [{ retryWindow: '61s' }, /^`refreshTokens.retryWindow` must be from `1s` to `60s`/],
    [{ retryWindow: 0 }, /^`refreshTokens.retryWindow` must be a duration/],
    [{ deviceHeaders: 'user-agent' }, /^`refreshTokens.deviceHeaders` must be a list/],
    [{ deviceHeaders: ['user agent'] }, /^`refreshTokens.deviceHeaders\[0\]` must be the name/],
    [{ deviceHeaders: ['Cookie'] }, /^`refreshTokens.deviceHeaders\[0\]` is another one in every/],
    [{ onReuse: { notify: 'mail' } }, /^`refreshTokens.onReuse.notify` must be a function/],
    [{ onReuse: { notify: undefined } }, /^`refreshTokens.onReuse.notify` is undefined/],
    [
      { onReuse: { blockSubjectFor: '1s' } },
      /^`refreshTokens.onReuse.blockSubjectFor` must be from/,
    ],
    [{ onReuse: { block: '1h' } }, /^`refreshTokens.onReuse.block` is not a known key/],
  ]
  for (const [refreshTokens, expected] of cases) {
    assert.match(refusals({ refreshTokens }).join(), expected)
  }
})

test('refresh tokens have a retry window, may be bound to headers, and reuse may do more', () => {
  const refresh = (change: object) => accepted({ refreshTokens: change }).refreshTokens
  assert.equal(refresh({}).retrySeconds, 10)
  assert.equal(refresh({ retryWindow: '0s' }).retrySeconds, 0)
  assert.equal(refresh({ retryWindow: '1s' }).retrySeconds, 1)
  assert.equal(refresh({ retryWindow: '60s' }).retrySeconds, 60)
  assert.deepEqual(refresh({ deviceHeaders: ['User-Agent'] }).deviceHeaders, ['user-agent'])
  assert.equal(refresh({}).deviceHeaders, undefined)
  const notify = () => {}
  assert.deepEqual(refresh({ onReuse: { notify, blockSubjectFor: '1h' } }).onReuse, {
    notify,
    blockSubjectSeconds: 3600,
  })
  assert.deepEqual(refresh({ onReuse: { notify } }).onReuse, { notify })
})
