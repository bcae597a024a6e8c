import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandLine } from '../support/command-line.ts'

test('each target ends up in the feed, kept as long as any access token, and in the log', async (t) => {
  const line = await commandLine(t)
  const now = line.clock.nowMs() / 1000
  const targets = [
    ['token', 'tokenId'],
    ['session', 'sessionId'],
    ['grant', 'grantId'],
    ['client', 'clientId'],
    ['subject', 'subject'],
  ] as const
  for (const [kind] of targets) {
    assert.equal(await line.ok('revoke', `--${kind}`, `${kind}-1`), `revoked the ${kind}`)
  }
  assert.equal(await line.ok('revoke', '--all'), 'revoked everything issued so far')
  const entries = await line.withStore((store) => store.revocations.since(0, 10))
  assert.deepEqual(
    entries.map(({ target }) => target),
    [...targets.map(([kind]) => ({ kind, id: `${kind}-1` })), { kind: 'all' }],
  )
  for (const { revokedAt, expiresAt } of entries) {
    assert.equal(revokedAt, now)
    assert.ok(expiresAt >= now + 3600)
  }
  assert.deepEqual(await line.facts(), [
    ...targets.map(([kind, field]) => ({
      type: 'token.revoked',
      outcome: 'success',
      [field]: `${kind}-1`,
      reasons: [kind, 'command_line'],
    })),
    { type: 'token.revoked', outcome: 'success', reasons: ['all', 'command_line'] },
  ])
})

test('no target, or two, are refused and revoke nothing', async (t) => {
  const line = await commandLine(t)
  for (const argv of [[], ['--all', '--token', 'a'], ['--client', 'a', '--subject', 'a']]) {
    const { code, err } = await line.run('revoke', ...argv)
    assert.equal(code, 2)
    assert.match(
      err,
      /name exactly one of `--token`, .* such as `sallyport revoke --subject alice`$/,
    )
  }
  assert.deepEqual(await line.withStore((store) => store.revocations.since(0, 10)), [])
})

test('a whole token in place of its id is refused and not repeated', async (t) => {
  const line = await commandLine(t)
  const part = Buffer.from('{"alg":"ES256","typ":"at+jwt"}').toString('base64url')
  for (const token of [`${part}.${part}.${part}`, 'x'.repeat(90), 'a b', '']) {
    const { code, err } = await line.run('revoke', '--token', token)
    assert.equal(code, 2)
    assert.ok(token.length < 10 || !err.includes(token))
  }
  assert.deepEqual(await line.withStore((store) => store.revocations.since(0, 10)), [])
  await line.ok('revoke', '--token', 'x'.repeat(22))
})

test('a client with a long id can be revoked, though the log does not show it', async (t) => {
  const line = await commandLine(t)
  const id = 'c'.repeat(200)
  await line.ok('revoke', '--client', id)
  const [entry] = await line.withStore((store) => store.revocations.since(0, 10))
  assert.deepEqual(entry?.target, { kind: 'client', id })
  assert.equal((await line.facts()).length, 1)
})

test('what the store does not know is revoked with a warning, which names what is near', async (t) => {
  const line = await commandLine(t)
  await line.ok('users', 'add', 'alice', '--sub', 'person-1', '--generate')
  await line.ok('clients', 'add', 'app-one', '--redirect-uri', 'https://app.example/callback')
  for (const [argv, warning] of [
    [['--subject', 'person-1'], ''],
    [['--client', 'app-one'], ''],
    [['--session', 'session-1'], ''],
    [['--subject', 'nobody'], 'warning: there is no user with the subject `nobody`'],
    [
      ['--subject', 'person-2'],
      'warning: there is no user with the subject `person-2`; did you mean `person-1`?',
    ],
    [['--client', 'app-onw'], 'warning: there is no client `app-onw`; did you mean `app-one`?'],
    [['--grant', 'grant-1'], 'warning: there is no grant `grant-1`'],
  ] as const) {
    const { code, err } = await line.run('revoke', ...argv)
    assert.deepEqual([code, err], [0, warning])
  }
  const entries = await line.withStore((store) => store.revocations.since(0, 10))
  assert.equal(entries.length, 7)
})

test("a user's name stands for the subject, unless it is the subject of somebody else", async (t) => {
  const line = await commandLine(t)
  await line.ok('users', 'add', 'alice', '--sub', 'person-1', '--generate')
  await line.ok('users', 'add', 'bob', '--sub', 'carol', '--generate')
  await line.ok('users', 'add', 'carol', '--sub', 'person-3', '--generate')
  const named = await line.run('revoke', '--subject', 'Alice')
  assert.equal(
    named.err,
    'warning: `Alice` is a user name; what was revoked is its subject `person-1`',
  )
  assert.equal((await line.run('revoke', '--subject', 'carol')).err, '')
  const entries = await line.withStore((store) => store.revocations.since(0, 10))
  assert.deepEqual(
    entries.map(({ target }) => target),
    [
      { kind: 'subject', id: 'person-1' },
      { kind: 'subject', id: 'carol' },
    ],
  )
})
