import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ConfigurationInput, defineConfig } from '../../src/configuration/define-config.ts'
import { parseConfiguration } from '../../src/configuration/parse-configuration.ts'
import {
  accepted,
  canary,
  checkMessages,
  least,
  parse,
  publicClient,
  refusals,
  warnings,
} from '../support/configurations.ts'
import { folderWithCertificate } from '../support/make-certificate.ts'

test('the least configuration is accepted and every default filled in', () => {
  const { secret, ...rest } = accepted({})
  assert.equal(secret.kind === 'given' && secret.value.reveal(), canary)
  assert.deepEqual(rest, {
    command: 'serve',
    issuer: 'https://auth.example',
    listen: [{ host: '127.0.0.1', port: 4000 }],
    store: { kind: 'sqlite', file: '/etc/sallyport/sallyport.db', durability: 'power' },
    previousSecrets: [],
    clients: [],
    users: [],
    resources: [
      {
        identifier: 'https://api.example',
        scopes: ['read:documents'],
        accessTokens: { lifetimeSeconds: 600, algorithm: 'ES256' },
        introspectedBy: [],
        scopeDescriptions: new Map(),
      },
    ],
    accessTokens: { lifetimeSeconds: 600, algorithm: 'ES256' },
    refreshTokens: { absoluteSeconds: 2_592_000, idleSeconds: 1_209_600, retrySeconds: 10 },
    keys: { rotateEverySeconds: 7_776_000, publishAheadSeconds: 86_400 },
    requirePushedAuthorizationRequests: false,
    timeZone: 'UTC',
    trustedProxies: [],
    limits: { quota: { limit: 100, windowSeconds: 60 } },
    metricsReaders: ['127.0.0.0/8', '::1'],
  })
  assert.deepEqual(warnings({}), [])
})

test('what defineConfig types is what is accepted', async (t) => {
  const folder = await folderWithCertificate(t)
  const notify = () => {}
  const input: ConfigurationInput = {
    issuer: 'https://auth.example',
    listen: [{ host: '::1', port: 0, tls: { cert: './a.crt', key: './a.key' } }],
    store: { sqlite: ':memory:', durability: 'process' },
    secret: { env: 'SECRET' },
    clients: [
      {
        client_id: 'app',
        client_name: 'App',
        redirect_uris: ['https://app.example/callback'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_post',
        client_secret: { env: 'APP_SECRET' },
        scope: 'read:documents',
        response_types: ['code'],
      },
    ],
    users: [
      {
        username: 'alice',
        password: { env: 'ALICE' },
        sub: 'u1',
        roles: ['employee'],
        department: 'sales',
        scopes: ['read:documents'],
      },
    ],
    resources: [
      {
        identifier: 'https://api.example',
        scopes: ['read:documents'],
        accessTokens: { lifetime: '5m', algorithm: 'RS256' },
      },
    ],
    accessTokens: { lifetime: '15m', algorithm: 'ES256' },
    refreshTokens: {
      absolute: '7d',
      idle: '12h',
      maxRotations: 100,
      retryWindow: '20s',
      deviceHeaders: ['User-Agent'],
      onReuse: { notify, blockSubjectFor: '1h' },
    },
    timeZone: 'Europe/Berlin',
    trustedProxies: ['10.0.0.0/8'],
    deviceTrustHeader: 'X-Device-Trust',
    limits: { quota: { limit: 10, window: '90s' } },
    metricsReaders: ['10.0.0.0/8', '::1'],
  }
  const env = { SECRET: canary, APP_SECRET: canary, ALICE: 'correct horse battery staple' }
  const parsed = parse(defineConfig(input), { env, folder })
  assert.ok(parsed.ok)
  const { configuration } = parsed.value
  assert.equal(configuration.deviceTrustHeader, 'x-device-trust')
  assert.deepEqual(configuration.limits, { quota: { limit: 10, windowSeconds: 90 } })
  assert.deepEqual(configuration.refreshTokens, {
    absoluteSeconds: 604_800,
    idleSeconds: 43_200,
    maxRotations: 100,
    retrySeconds: 20,
    deviceHeaders: ['user-agent'],
    onReuse: { notify, blockSubjectSeconds: 3600 },
  })
})

test('an unknown key is refused with the nearest known name, at every level', () => {
  assert.deepEqual(refusals({ clinets: [] }), [
    '`clinets` is not a known key; did you mean `clients`?',
  ])
  assert.deepEqual(refusals({ listen: { ports: 1 } }), [
    '`listen.ports` is not a known key; did you mean `port`?',
  ])
  assert.deepEqual(refusals({ clients: [{ ...publicClient, redirect_uri: 'https://a' }] }), [
    '`clients[0].redirect_uri` is not a known key; did you mean `redirect_uris`?',
  ])
})

test('a key that is near to none is refused with the list of those known', () => {
  const [message = ''] = refusals({ limits: { zebra: 1 } })
  assert.equal(message, '`limits.zebra` is not a known key; known here: `quota`')
})

test('everything that is wrong is told at once', () => {
  const messages = refusals({
    issuer: 'http://auth.example',
    listen: { port: 70_000 },
    users: [{ username: 'alice', sub: 'x' }, { username: 'alice' }],
    timeZone: 'Mars',
    refreshTokens: { idle: '1x' },
  })
  assert.deepEqual(
    messages.map((message) => message.split('`')[1]).sort(),
    ['issuer', 'listen.port', 'refreshTokens.idle', 'timeZone', 'users[1].username'].sort(),
  )
})

test('keys that are required are named with what is allowed', () => {
  const parsed = parse({})
  assert.ok(!parsed.ok)
  const messages = checkMessages(parsed.refusal)
  assert.deepEqual(
    messages.map((message) => message.slice(0, message.indexOf(':'))),
    [
      '`issuer` is required',
      '`store` is required',
      '`secret` is required by `serve`',
      '`resources` is required',
    ],
  )
})

test('a value that is not an object is refused without being shown', () => {
  for (const value of [undefined, null, 1, canary, [], () => ({})]) {
    const parsed = parse(value)
    assert.ok(!parsed.ok)
    assert.match(checkMessages(parsed.refusal).join(), /^the configuration must be an object, not /)
  }
  assert.ok(parse(least).ok)
})

test('an undefined or null value is refused: an unset variable never becomes a default', () => {
  const client = { ...publicClient, client_secret: process.env.NO_SUCH_VARIABLE }
  assert.deepEqual(refusals({ clients: [client] }), [
    '`clients[0].client_secret` is undefined; give it a value or leave the key out',
  ])
  assert.deepEqual(refusals({ trustedProxies: null }), [
    '`trustedProxies` is null; give it a value or leave the key out',
  ])
  assert.deepEqual(refusals({ users: [undefined] }), [
    '`users[0]` is undefined; give it a value or leave the key out',
  ])
})

test('only own keys count: an inherited one configures nothing', () => {
  const inheriting: unknown = Object.create({ ...least })
  const parsed = parse(inheriting)
  assert.ok(!parsed.ok)
  assert.ok(parsed.refusal.some(({ key }) => key === 'issuer'))
  assert.ok(parse(Object.assign(Object.create(null), least)).ok)
})

test('an own `__proto__` is an unknown key and changes no prototype', () => {
  const value: unknown = JSON.parse(
    `{"__proto__": {"secret": "${canary}"}, "constructor": 1, ${JSON.stringify(least).slice(1)}`,
  )
  const parsed = parse(value)
  assert.ok(!parsed.ok)
  assert.deepEqual(
    parsed.refusal.map(({ key }) => key),
    ['__proto__', 'constructor'],
  )
  assert.equal(Object.hasOwn(Object.prototype, 'secret'), false)
})

test('the name of an unknown key cannot break the line it is told on', () => {
  const parsed = parse({ ...least, 'a\n\u202eb': 1 })
  assert.ok(!parsed.ok)
  assert.match(parsed.refusal[0]?.message ?? '', /^`\["a\\n\\u202eb"\]` is not a known key; /)
})

test('clients, users and resources are named once only', () => {
  const repeated = refusals({
    clients: [publicClient, publicClient],
    users: [
      { username: 'alice', sub: 'u1' },
      { username: 'ALICE', sub: 'u1' },
    ],
    resources: [...least.resources, ...least.resources],
  })
  assert.deepEqual(repeated, [
    '`clients[1].client_id` is already that of `clients[0]`; choose another',
    '`users[1].username` is already that of `users[0]`; choose another',
    '`users[1].sub` is already that of `users[0]`; choose another',
    '`resources[1].identifier` is already that of `resources[0]`; choose another',
  ])
  const other = { ...publicClient, client_id: 'other' }
  assert.equal(accepted({ clients: [publicClient, other] }).clients.length, 2)
})

test('BCP-07 a user cannot have the subject of a client', () => {
  const users = [{ username: 'alice', sub: 'app' }]
  assert.deepEqual(refusals({ clients: [publicClient], users }), [
    '`users[0].sub` is also the `client_id` of a client; choose another',
  ])
  assert.equal(accepted({ users }).users[0]?.sub, 'app')
})

test('a scope that no resource offers is warned of, with the nearest one', () => {
  const clients = [{ ...publicClient, scope: 'read:documents read:documets' }]
  assert.deepEqual(warnings({ clients }), [
    '`clients[0].scope` names the scope "read:documets", which no resource offers; did you mean `read:documents`?',
  ])
  assert.deepEqual(warnings({ users: [{ username: 'alice', scopes: ['zzz'] }] }), [
    '`users[0].scopes` names the scope "zzz", which no resource offers',
  ])
  assert.deepEqual(warnings({ clients: [{ ...publicClient, scope: 'read:documents' }] }), [])
  const policies = (scope: string) => ({
    registration: { open: true, scope },
    clientIdMetadataDocuments: { scope },
  })
  assert.deepEqual(warnings(policies('openid read:documets')), [
    '`registration.scope` names the scope "read:documets", which no resource offers; did you mean `read:documents`?',
    '`clientIdMetadataDocuments.scope` names the scope "read:documets", which no resource offers; did you mean `read:documents`?',
  ])
  assert.deepEqual(warnings(policies('openid read:documents')), [])
})

test('whatever the value, the answer is a result whose messages are one clean line', () => {
  const keys = fc.constantFrom(...Object.keys(least), 'clients', 'users', 'listen', 'limits', 'x')
  const value = fc.dictionary(keys, fc.anything({ withNullPrototype: true, maxDepth: 4 }))
  fc.assert(
    fc.property(value, (garbage) => {
      const parsed = parseConfiguration(
        { ...least, ...garbage },
        { command: 'dev', env: {}, baseFolder: '/' },
      )
      if (!parsed.ok) {
        assert.ok(parsed.refusal.length > 0)
        checkMessages(parsed.refusal)
      }
    }),
  )
})

test('PAR-08 pushed requests are demanded by `true`, and by nothing that merely looks like it', () => {
  const read = (value: boolean) =>
    accepted({ requirePushedAuthorizationRequests: value }).requirePushedAuthorizationRequests
  assert.deepEqual([read(true), read(false)], [true, false])
  for (const requirePushedAuthorizationRequests of ['true', 1, null, undefined]) {
    const messages = refusals({ requirePushedAuthorizationRequests })
    assert.match(messages.join(), /^`requirePushedAuthorizationRequests` /)
  }
})
