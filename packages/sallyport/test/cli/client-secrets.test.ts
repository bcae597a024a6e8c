import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { digestSecret, isMarkedSecret } from '@sallyport/authority'
import { secureRandom } from '@sallyport/protocol'
import { type CommandLine, commandLine } from '../support/command-line.ts'

const uri = ['--redirect-uri', 'https://app.example/callback']

async function withClient(t: TestContext) {
  const line = await commandLine(t)
  const first = secretIn(await line.ok('clients', 'add', 'app', ...uri))
  line.clock.advanceSeconds(60)
  return { line, first }
}

function secretIn(out: string): string {
  const [, secret = ''] = /^client_secret: (.+)$/m.exec(out) ?? []
  assert.equal(isMarkedSecret(secret), true)
  return secret
}

const inHex = (secret: string) => Buffer.from(digestSecret(secret), 'base64url').toString('hex')

const stored = async (line: CommandLine) =>
  (await line.withStore((store) => store.clients.find('app')))?.secrets ?? []

test('a second secret is made, and the first works on for as long as said', async (t) => {
  const { line, first } = await withClient(t)
  const now = line.clock.nowMs() / 1000
  const out = await line.ok(
    'clients',
    'secret',
    'add',
    'app',
    '--expires',
    '90d',
    '--keep-old',
    '2h',
  )
  const second = secretIn(out)
  assert.deepEqual(await stored(line), [
    { digest: digestSecret(first), createdAt: now - 60, expiresAt: now + 7200 },
    { digest: digestSecret(second), createdAt: now, expiresAt: now + 90 * 86_400 },
  ])
  assert.match(out, /^[0-9a-f]{12} works until 2026-01-02/m)
  assert.deepEqual((await line.facts()).at(-1), {
    type: 'client.changed',
    outcome: 'success',
    clientId: 'app',
    reasons: ['secret_added'],
  })
  assert.ok(!JSON.stringify(await line.facts()).includes(second))
})

test('a third secret is refused until one has expired or been removed', async (t) => {
  const { line } = await withClient(t)
  await line.ok('clients', 'secret', 'add', 'app', '--keep-old', '1h')
  const refused = await line.run('clients', 'secret', 'add', 'app')
  assert.equal(refused.code, 1)
  assert.match(refused.err, /has 2 secrets already: remove one first/)
  line.clock.advanceSeconds(3600)
  const third = secretIn(await line.ok('clients', 'secret', 'add', 'app'))
  const digests = (await stored(line)).map(({ digest }) => digest)
  assert.equal(digests.length, 2, 'what has expired is forgotten')
  assert.ok(digests.includes(digestSecret(third)))
})

test('a secret is added to those that were read, and undoes nothing that was done meanwhile', async (t) => {
  const { line } = await withClient(t)
  let meanwhile = ''
  // The last moment before the change is kept is when the secret is made.
  line.random = (bytes) => {
    if (bytes >= 16) changeFile(line, meanwhile)
    return secureRandom(bytes)
  }
  meanwhile = "update clients set status = 'disabled'"
  await line.ok('clients', 'secret', 'add', 'app', '--keep-old', '1h')
  const disabled = await line.withStore((store) => store.clients.find('app'))
  assert.deepEqual([disabled?.status, disabled?.secrets.length], ['disabled', 2])
  line.clock.advanceSeconds(3600)
  meanwhile = "update clients set secrets = '[]'"
  const refused = await line.run('clients', 'secret', 'add', 'app')
  assert.equal(refused.code, 1)
  assert.match(refused.err, /the secrets of `app` were changed meanwhile; try again/)
  assert.equal(refused.out, '')
  assert.deepEqual(await stored(line), [])
})

function changeFile({ folder }: CommandLine, sql: string): void {
  const database = new DatabaseSync(join(folder, 'sallyport.db'))
  database.exec(sql)
  database.close()
}

test('secrets are listed by digest and date, and one is removed by how its digest begins', async (t) => {
  const { line, first } = await withClient(t)
  const second = secretIn(await line.ok('clients', 'secret', 'add', 'app'))
  const list = await line.ok('clients', 'secret', 'list', 'app')
  assert.match(
    list,
    /^DIGEST +STATE +CREATED +EXPIRES\n[0-9a-f]{12} +live .*\n[0-9a-f]{12} +live .* never$/,
  )
  assert.ok(!list.includes(first) && !list.includes(second))
  const digest = inHex(first).slice(0, 12)
  for (const wrong of ['', digest.slice(0, 5), 'nothing-like-it']) {
    assert.equal((await line.run('clients', 'secret', 'remove', 'app', wrong)).code, 1)
  }
  await line.ok('clients', 'secret', 'remove', 'app', digest)
  assert.deepEqual(
    (await stored(line)).map((one) => one.digest),
    [digestSecret(second)],
  )
  const last = await line.run('clients', 'secret', 'remove', 'app', inHex(second))
  assert.equal(last.code, 0)
  assert.match(last.err, /has no secret that works/)
})

test('a client that is unknown, or has no secret, is refused with what to do', async (t) => {
  const line = await commandLine(t)
  await line.ok('clients', 'add', 'public', '--auth-method', 'none', ...uri)
  for (const [id, message] of [
    ['nobody', /no such client; see `sallyport clients list`/],
    ['public', /authenticates by `none`, without a secret/],
  ] as const) {
    const refused = await line.run('clients', 'secret', 'add', id)
    assert.equal(refused.code, 1)
    assert.match(refused.err, message)
  }
  const bad = await line.run('clients', 'secret', 'add', 'public', '--expires', 'soon')
  assert.equal(bad.code, 2)
})

test('a client of the configuration is warned about', async (t) => {
  const line = await commandLine(t, {
    clients: [
      {
        client_id: 'app',
        redirect_uris: ['https://app.example/callback'],
        client_secret: 'a-secret-of-the-configuration-0123456789',
      },
    ],
  })
  await line.ok('clients', 'add', 'app', ...uri)
  const added = await line.run('clients', 'secret', 'add', 'app')
  assert.match(added.err, /the configuration has the secrets of `app`, which replace these/)
})
