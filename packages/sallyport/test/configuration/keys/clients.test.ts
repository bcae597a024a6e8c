import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, canary, publicClient, refusals } from '../../support/configurations.ts'

const client = (change: object) => ({ clients: [{ ...publicClient, ...change }] })

test('a client without a secret is public, has both grants and no scope', () => {
  assert.deepEqual(accepted(client({})).clients, [
    {
      client_id: 'app',
      redirect_uris: ['https://app.example/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
      scope: '',
    },
  ])
})

test('a client with a secret authenticates with HTTP Basic unless it is said', () => {
  const [basic] = accepted(client({ client_secret: canary })).clients
  assert.equal(basic?.token_endpoint_auth_method, 'client_secret_basic')
  assert.equal(basic?.client_secret?.[0]?.reveal(), canary)
  const post = { client_secret: { env: 'S' }, token_endpoint_auth_method: 'client_secret_post' }
  const [posting] = accepted(client(post), { env: { S: canary } }).clients
  assert.equal(posting?.token_endpoint_auth_method, 'client_secret_post')
})

test('a method and a secret that do not fit each other are refused', () => {
  const none = client({ client_secret: canary, token_endpoint_auth_method: 'none' })
  assert.match(refusals(none).join(), /is `none`, yet the client has a `client_secret`/)
  const basic = client({ token_endpoint_auth_method: 'client_secret_basic' })
  assert.deepEqual(refusals(basic), [
    '`clients[0].client_secret` is required by `client_secret_basic`',
  ])
  const jwt = client({ token_endpoint_auth_method: 'private_key_jwt' })
  assert.deepEqual(refusals(jwt), [
    '`clients[0].jwks` is required by `private_key_jwt`, or else `jwks_uri`',
  ])
  const tls = client({ token_endpoint_auth_method: 'tls_client_auth' })
  assert.match(refusals(tls).join(), /must be `none` or .*, not `tls_client_auth`$/)
})

test('a client secret that could be guessed is refused and not shown', () => {
  assert.match(
    refusals(client({ client_secret: 'canary' })).join(),
    /^`clients\[0\].client_secret` is too short: at least 32 characters/,
  )
})

test('every redirect URI is judged, and named by its place', () => {
  const uris = ['https://app.example/callback', 'http://app.example', '', 7]
  const messages = refusals(client({ redirect_uris: uris }))
  assert.deepEqual(
    messages.map((message) => message.split('`')[1]),
    [1, 2, 3].map((i) => `clients[0].redirect_uris[${i}]`),
  )
  assert.match(refusals(client({ redirect_uris: [] })).join(), /is an empty list/)
  assert.match(refusals(client({ redirect_uris: 'https://a' })).join(), /must be a list/)
  const loopback = ['http://127.0.0.1/callback', 'com.example.app:/callback']
  assert.deepEqual(
    accepted(client({ redirect_uris: loopback })).clients[0]?.redirect_uris,
    loopback,
  )
})

test('grant types are those there are, the code among them', () => {
  const grants = (...types: string[]) => client({ grant_types: types })
  const [once] = accepted(grants('authorization_code', 'authorization_code')).clients
  assert.deepEqual(once?.grant_types, ['authorization_code'])
  for (const wrong of ['implicit', 'password', 'jwt-bearer']) {
    assert.match(
      refusals(grants('authorization_code', wrong)).join(),
      /`clients\[0\].grant_types\[1\]` must be `authorization_code` or .*, not `\w+/,
    )
  }
  const [machine] = accepted({
    clients: [{ client_id: 'job', client_secret: canary, grant_types: ['client_credentials'] }],
  }).clients
  assert.deepEqual(machine?.redirect_uris, [])
  assert.match(refusals(grants('refresh_token')).join(), /must contain `authorization_code`/)
  assert.match(refusals(grants()).join(), /must contain `authorization_code`/)
})

test('O21-08 the one response type is `code`', () => {
  assert.ok(accepted(client({ response_types: ['code'] })))
  for (const types of [['token'], ['code', 'id_token'], []]) {
    assert.match(refusals(client({ response_types: types })).join(), /response_types/)
  }
})

test('a client id is printable ASCII without spaces', () => {
  assert.equal(
    accepted(client({ client_id: 'https://a/~b' })).clients[0]?.client_id,
    'https://a/~b',
  )
  for (const id of ['', 'a b', 'é', 'a\n', 'x'.repeat(256), 7]) {
    assert.match(
      refusals(client({ client_id: id })).join(),
      /^`clients\[0\].client_id` must be 1 to/,
    )
  }
})

test('the scope of a client is one text of scope names', () => {
  const [parsed] = accepted(client({ scope: ' read:documents  read:documents ' })).clients
  assert.equal(parsed?.scope, 'read:documents')
  assert.match(refusals(client({ scope: ['read:documents'] })).join(), /not a list/)
  assert.match(refusals(client({ scope: 'a"b' })).join(), /no scope name may have/)
})

test('a client has two secrets while one replaces the other, and no more', () => {
  const read = (client_secret: unknown) => ({ clients: [{ ...publicClient, client_secret }] })
  const two = accepted(read([canary, `${canary}2`])).clients[0]?.client_secret
  assert.deepEqual(
    two?.map((secret) => secret.reveal()),
    [canary, `${canary}2`],
  )
  for (const wrong of [[], [canary, canary, canary], ['short'], 7]) {
    assert.match(refusals(read(wrong)).join(), /^`clients\[0\].client_secret/)
  }
})
