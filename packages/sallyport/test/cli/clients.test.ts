import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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
    /^sallyport: `client_id` must be .*\n`--redirect-uri` \(number 1\) must be https.*\n`--scope` contains /,
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

test('a client that signs who it is brings its keys, has no secret, and needs no redirect URI', async (t) => {
  const line = await commandLine(t)
  const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'key-1' }
  await writeFile(join(line.folder, 'keys.json'), JSON.stringify({ keys: [key] }))
  const asWorker = ['--grant-type', 'client_credentials', '--auth-method', 'private_key_jwt']
  const out = await line.ok('clients', 'add', 'worker', ...asWorker, '--jwks', 'keys.json')
  assert.equal(out, 'client_id: worker')
  const uri = 'https://worker.example/jwks'
  await line.ok('clients', 'add', 'other', ...asWorker, '--jwks-uri', uri)
  const [other, worker] = await line.withStore((store) => store.clients.list())
  assert.deepEqual(worker?.jwks, { keys: [key] })
  assert.equal(other?.jwks_uri, uri)
  for (const client of [worker, other]) {
    assert.equal(client?.token_endpoint_auth_method, 'private_key_jwt')
    assert.deepEqual(client?.grant_types, ['client_credentials'])
    assert.deepEqual([client?.secrets, client?.redirect_uris], [[], []])
  }
})

test('a client can say where logouts lead and are told, and that it pushes its requests', async (t) => {
  const line = await commandLine(t)
  const back = ['https://app.example/', 'https://app.example/bye']
  await line.ok(
    ...['clients', 'add', 'app', ...uri, '--post-logout-redirect-uri', ...back, '--require-par'],
    ...['--backchannel-logout-uri', 'https://app.example/signed-out'],
  )
  await line.ok('clients', 'add', 'plain', ...uri)
  const client = await line.withStore((store) => store.clients.find('app'))
  assert.deepEqual(client?.post_logout_redirect_uris, back)
  assert.equal(client?.backchannel_logout_uri, 'https://app.example/signed-out')
  assert.equal(client?.require_pushed_authorization_requests, true)
  const plain = await line.withStore((store) => store.clients.find('plain'))
  assert.ok(plain !== undefined)
  for (const name of ['post_logout_redirect_uris', 'backchannel_logout_uri'])
    assert.ok(!Object.hasOwn(plain, name))
  assert.ok(!Object.hasOwn(plain, 'require_pushed_authorization_requests'))
  const wrong = ['--backchannel-logout-uri', 'http://app.example/signed-out']
  const { code, err } = await line.run('clients', 'add', 'third', ...uri, ...wrong)
  assert.equal(code, 2)
  assert.match(err, /^sallyport: `--backchannel-logout-uri` must be /)
})

test('keys that are missing, private, unreadable or in two places are refused', async (t) => {
  const line = await commandLine(t)
  const files = {
    'private.json': JSON.stringify({ keys: [{ kty: 'EC', d: 'canary' }] }),
    'list.json': '[]',
    'twice.json': '{"keys":[],"keys":[]}',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(line.folder, name), text)
  const asWorker = ['--grant-type', 'client_credentials', '--auth-method', 'private_key_jwt']
  const jwksUri = ['--jwks-uri', 'https://worker.example/jwks']
  for (const [keys, expected] of [
    [[], /^sallyport: `--jwks` is required by `private_key_jwt`, or else `--jwks-uri`$/],
    [['--jwks', 'private.json'], /^sallyport: `--jwks` holds a private or symmetric key/],
    [['--jwks', 'missing.json'], /^sallyport: `--jwks` names `missing.json`, which cannot be read/],
    [['--jwks', 'list.json'], /^sallyport: `list.json` must hold a JWK Set/],
    [['--jwks', 'twice.json'], /^sallyport: `twice.json` must hold a JWK Set/],
    [['--jwks', 'list.json', ...jwksUri], /cannot be used with option/],
    [['--jwks-uri', 'http://worker.example/jwks'], /^sallyport: `--jwks-uri` must be an https URL/],
  ] as const) {
    const { code, out, err } = await line.run('clients', 'add', 'worker', ...asWorker, ...keys)
    assert.equal(code, 2, err)
    assert.match(err, expected)
    assert.equal(out, '')
  }
  await line.ok('clients', 'add', 'worker', ...asWorker, ...jwksUri)
})

test('O21-22 a client that acts for itself must authenticate; one for people needs an address', async (t) => {
  const line = await commandLine(t)
  const itself = ['--grant-type', 'client_credentials']
  const open = await line.run('clients', 'add', 'open', ...itself, '--auth-method', 'none')
  assert.equal(open.code, 2)
  assert.match(open.err, /`--grant-type` `client_credentials` is for clients that authenticate/)
  const homeless = await line.run('clients', 'add', 'homeless')
  assert.equal(homeless.code, 2)
  assert.match(homeless.err, /^sallyport: `--redirect-uri` is required by `authorization_code`/)
  assert.match(await line.ok('clients', 'add', 'worker', ...itself), /\nclient_secret: sps_/)
})
