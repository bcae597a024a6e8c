import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestSecret, isMarkedSecret } from '@sallyport/authority'
import { commandLine } from '../support/command-line.ts'

const uri = ['--redirect-uri', 'https://app.example/callback']

test('a client gets a secret of 256 bits that is printed once and kept as a digest', async (t) => {
  const line = await commandLine(t)
  const { out, err } = await line.run('clients', 'add', 'app', ...uri, '--scope', 'read:documents')
  const [, secret = ''] = /^client_id: app\nclient_secret: (\S+)$/.exec(out) ?? []
  assert.equal(isMarkedSecret(secret), true)
  assert.match(err, /shown this once only/)
  const now = line.clock.nowMs() / 1000
  assert.deepEqual(await line.withStore((store) => store.clients.find('app')), {
    client_id: 'app',
    redirect_uris: ['https://app.example/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'client_secret_basic',
    scope: 'read:documents',
    origin: 'operator',
    secrets: [{ digest: digestSecret(secret), createdAt: now }],
    status: 'active',
    createdAt: now,
    updatedAt: now,
  })
  assert.deepEqual(await line.facts(), [
    { type: 'client.changed', outcome: 'success', clientId: 'app', reasons: ['added'] },
  ])
  const list = await line.ok('clients', 'list')
  assert.match(list, /^CLIENT_ID .*\napp +- +active +client_secret_basic +authorization_code /)
  assert.ok(!list.includes(secret) && !list.includes(digestSecret(secret)))
})

test('a public client has no secret; a client without a name gets one at random', async (t) => {
  const line = await commandLine(t)
  const out = await line.ok(
    ...['clients', 'add', '--auth-method', 'none', '--name', 'The app', ...uri],
    ...['--grant-type', 'authorization_code'],
  )
  const [, id = ''] = /^client_id: ([0-9a-f]{24})$/.exec(out) ?? []
  const client = await line.withStore((store) => store.clients.find(id))
  assert.equal(client?.token_endpoint_auth_method, 'none')
  assert.equal(client?.client_name, 'The app')
  assert.equal(client?.secrets.length, 0)
  assert.deepEqual(client?.grant_types, ['authorization_code'])
})

test('an id that is taken, by a client or as a subject, is refused; no secret is shown', async (t) => {
  const line = await commandLine(t)
  await line.ok('clients', 'add', 'app', ...uri)
  await line.ok('users', 'add', 'alice', '--sub', 'u1', '--generate')
  const before = await line.withStore((store) => store.clients.list())
  for (const [id, expected] of [
    ['app', /there is a client `app` already/],
    ['u1', /`u1` is the subject of a user; choose another id/],
  ] as const) {
    const { code, out, err } = await line.run('clients', 'add', id, ...uri)
    assert.equal(code, 1)
    assert.match(err, expected)
    assert.equal(out, '')
  }
  assert.deepEqual(await line.withStore((store) => store.clients.list()), before)
})

test('a client by wrong rules is refused with what is allowed', async (t) => {
  const line = await commandLine(t)
  const wrong = ['--redirect-uri', 'http://evil.example', '--scope', 'a"b']
  const { code, err } = await line.run('clients', 'add', 'a b', ...wrong)
  assert.equal(code, 2)
  assert.match(
    err,
    /^sallyport: `client_id` must be .*\n`redirect_uris\[0\]` must be https.*\n`scope` contains /,
  )
})

test('a scope that no resource offers is registered with a warning, one of identity without', async (t) => {
  const line = await commandLine(t)
  const add = (id: string, scope: string) =>
    line.run(
      ...['clients', 'add', id, '--redirect-uri', 'https://app.example/callback'],
      ...['--auth-method', 'none', '--scope', scope],
    )
  assert.deepEqual((await add('one', 'openid read:documents')).err, '')
  assert.equal(
    (await add('two', 'openid read:documets')).err,
    'warning: `--scope` names the scope "read:documets", which no resource offers; did you mean `read:documents`?',
  )
})
