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
    assert.match(err, /name exactly one of `--token`, `--session`/)
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
