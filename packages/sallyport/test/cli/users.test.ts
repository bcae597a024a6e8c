import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createPasswordHasher, signInAccountKey } from '@sallyport/authority'
import { accountRule, createBackoff } from '@sallyport/limits'
import { breakTable } from '../support/break-table.ts'
import { type CommandLine, commandLine } from '../support/command-line.ts'

const strong = 'correct horse battery staple'

function find(line: CommandLine, username: string) {
  return line.withStore((store) => store.users.findByUsername(username))
}

async function signsIn(line: CommandLine, username: string, password: string): Promise<boolean> {
  const user = await find(line, username)
  return createPasswordHasher().verify(user?.passwordHash, password)
}

test('a user is added with a generated password that is printed once and opens the account', async (t) => {
  const line = await commandLine(t)
  const { code, out, err } = await line.run(
    'users',
    'add',
    'Alice',
    '--generate',
    '--role',
    'a',
    'b',
  )
  assert.equal(code, 0)
  const [, password = ''] = /^password: (\S+)$/m.exec(out) ?? []
  assert.match(err, /shown this once only/)
  assert.ok(await signsIn(line, 'alice', password))
  const { sub = '', passwordHash, ...user } = (await find(line, 'alice')) ?? {}
  assert.match(sub, /^[\w-]{22}$/)
  assert.match(passwordHash ?? '', /^\$argon2id\$/)
  const now = line.clock.nowMs() / 1000
  assert.deepEqual(user, {
    username: 'alice',
    roles: ['a', 'b'],
    scopes: [],
    status: 'active',
    createdAt: now,
    updatedAt: now,
  })
  assert.deepEqual(await line.facts(), [
    { type: 'user.changed', outcome: 'success', subject: sub, reasons: ['added'] },
  ])
  const list = await line.ok('users', 'list')
  assert.match(
    list,
    /^USERNAME .*\nalice +[\w-]{22} +active +yes +a b +- +- +2026-01-02T03:04:05Z$/,
  )
  assert.ok(!list.includes(password) && !list.includes('argon2'))
})

test('a password comes from stdin, less one line break, or from the terminal, typed twice', async (t) => {
  const line = await commandLine(t)
  line.stdin = `${strong}\n`
  await line.ok('users', 'add', 'alice', '--password-stdin')
  assert.ok(await signsIn(line, 'alice', strong))
  line.answers.push(`${strong}!`, `${strong}!`)
  await line.ok('users', 'add', 'bob')
  assert.ok(await signsIn(line, 'bob', `${strong}!`))
  assert.ok(!(await signsIn(line, 'bob', strong)))
})

test('without a terminal and without an option there is no password to be had', async (t) => {
  const line = await commandLine(t)
  const { code, err } = await line.run('users', 'add', 'alice')
  assert.equal(code, 2)
  assert.match(err, /pass it with `--password-stdin`, or let one be made with `--generate`/)
  assert.equal(await find(line, 'alice'), undefined)
})

test('AUTHN-01 a weak password, or two that differ, add nobody', async (t) => {
  const line = await commandLine(t)
  line.stdin = 'canary-14-char\n'
  const weak = await line.run('users', 'add', 'alice', '--password-stdin')
  assert.equal(weak.code, 2)
  assert.equal(weak.err, 'sallyport: the password has fewer than 15 characters')
  line.answers.push(strong, `${strong}!`)
  const differing = await line.run('users', 'add', 'alice')
  assert.equal(differing.code, 2)
  assert.match(differing.err, /the two passwords differ/)
  assert.equal(await find(line, 'alice'), undefined)
  assert.deepEqual(await line.facts(), [])
  line.stdin = strong
  await line.ok('users', 'add', 'alice', '--password-stdin')
})

test('a name and an e-mail address are kept with the user, one that is none is refused', async (t) => {
  const line = await commandLine(t)
  const argv = ['users', 'add', 'alice', '--generate', '--name', 'Alice Adams', '--email']
  const refused = await line.run(...argv, 'alice')
  assert.equal(refused.code, 2)
  assert.match(refused.err, /`--email` must be one e-mail address/)
  await line.ok(...argv, 'alice@mail.example')
  const { name, email } = (await find(line, 'alice')) ?? {}
  assert.deepEqual([name, email], ['Alice Adams', 'alice@mail.example'])
})

test('a name or subject that is taken is refused and changes nobody', async (t) => {
  const line = await commandLine(t)
  await line.ok('users', 'add', 'alice', '--sub', 'u1', '--generate')
  await line.ok('clients', 'add', 'app', '--redirect-uri', 'https://app.example/callback')
  const before = await find(line, 'alice')
  for (const [argv, expected] of [
    [['ALICE'], /there is a user `alice` already/],
    [['bob', '--sub', 'u1'], /there is a user with the subject `u1` already/],
    [['bob', '--sub', 'app'], /is taken by another user or client/],
  ] as const) {
    const { code, out, err } = await line.run('users', 'add', ...argv, '--generate')
    assert.equal(code, 1)
    assert.match(err, expected)
    assert.equal(out, '')
  }
  assert.deepEqual(await find(line, 'alice'), before)
  assert.equal(await find(line, 'bob'), undefined)
})

test('what cannot be a user name, a role or a scope is refused with what is allowed', async (t) => {
  const line = await commandLine(t)
  const { code, err } = await line.run('users', 'add', 'a b', '--scope', 'c d', '--generate')
  assert.equal(code, 2)
  assert.match(
    err,
    /^sallyport: `username` must be .*\n`--scope` \(number 1\) must be one scope name/,
  )
})

test('a disabled user cannot sign in any more, and everything issued is revoked', async (t) => {
  const line = await commandLine(t)
  await line.ok('users', 'add', 'alice', '--sub', 'u1', '--generate')
  const added = await find(line, 'alice')
  line.clock.advanceSeconds(60)
  assert.match(await line.ok('users', 'disable', 'alice'), /disabled alice/)
  const now = line.clock.nowMs() / 1000
  assert.deepEqual(await find(line, 'alice'), { ...added, status: 'disabled', updatedAt: now })
  const [entry] = await line.withStore((store) => store.revocations.since(0, 10))
  assert.deepEqual(entry?.target, { kind: 'subject', id: 'u1' })
  assert.equal(entry?.revokedAt, now)
  assert.deepEqual((await line.facts()).slice(1), [
    {
      type: 'token.revoked',
      outcome: 'success',
      subject: 'u1',
      reasons: ['subject', 'user_disabled'],
    },
    { type: 'user.changed', outcome: 'success', subject: 'u1', reasons: ['disabled'] },
  ])
})

test('a new password replaces the old one, and everything issued is revoked', async (t) => {
  const line = await commandLine(t)
  line.stdin = strong
  await line.ok('users', 'add', 'alice', '--sub', 'u1', '--role', 'r', '--password-stdin')
  const printed = await line.ok('users', 'passwd', 'alice', '--generate')
  const [, generated = ''] = /^password: (\S+)$/m.exec(printed) ?? []
  assert.ok(await signsIn(line, 'alice', generated))
  assert.ok(!(await signsIn(line, 'alice', strong)))
  assert.deepEqual((await find(line, 'alice'))?.roles, ['r'])
  const [entry] = await line.withStore((store) => store.revocations.since(0, 10))
  assert.deepEqual(entry?.target, { kind: 'subject', id: 'u1' })
  const types = (await line.facts()).map((fact) => 'type' in fact && fact.type)
  assert.deepEqual(types, ['user.changed', 'token.revoked', 'user.changed'])
})

test('a weak new password changes and revokes nothing', async (t) => {
  const line = await commandLine(t)
  line.stdin = strong
  await line.ok('users', 'add', 'alice', '--password-stdin')
  line.stdin = 'short'
  assert.equal((await line.run('users', 'passwd', 'alice', '--password-stdin')).code, 2)
  assert.ok(await signsIn(line, 'alice', strong))
  assert.deepEqual(await line.withStore((store) => store.revocations.since(0, 10)), [])
})

test('a password that the configuration will put back is warned of', async (t) => {
  const line = await commandLine(t, { users: [{ username: 'alice', password: strong }] })
  await line.ok('users', 'add', 'alice', '--generate')
  await line.ok('users', 'add', 'bob', '--generate')
  const alice = await line.run('users', 'passwd', 'alice', '--generate')
  assert.match(alice.err, /the configuration has a password for `alice`, which replaces this one/)
  assert.doesNotMatch((await line.run('users', 'passwd', 'bob', '--generate')).err, /configuration/)
})

test('nobody is disabled or given a password who is not there', async (t) => {
  const line = await commandLine(t)
  for (const argv of [
    ['users', 'disable', 'nobody'],
    ['users', 'passwd', 'nobody', '--generate'],
    ['users', 'disable', 'a b'],
    ['users', 'unlock', 'nobody'],
    ['users', 'unblock', 'nobody'],
  ]) {
    const { code, out, err } = await line.run(...argv)
    assert.equal(code, 1)
    assert.equal(err, 'sallyport: there is no such user; see `sallyport users list`')
    assert.equal(out, '')
  }
  assert.deepEqual(await line.facts(), [])
})

test('AUTHN-07 what is issued while a new password is typed ends with the old one', async (t) => {
  const line = await commandLine(t)
  await line.ok('users', 'add', 'alice', '--sub', 'u1', '--generate')
  line.answers.push(strong, strong)
  line.typingSeconds = 300
  await line.ok('users', 'passwd', 'alice')
  const now = line.clock.nowMs() / 1000
  const [entry] = await line.withStore((store) => store.revocations.since(0, 10))
  assert.equal(entry?.revokedAt, now)
  assert.equal((await find(line, 'alice'))?.updatedAt, now)
})

for (const argv of [
  ['users', 'disable', 'alice'],
  ['users', 'passwd', 'alice', '--generate'],
]) {
  test(`AUTHN-07 \`${argv.slice(0, 2).join(' ')}\` changes nobody whose tokens it cannot revoke`, async (t) => {
    const line = await commandLine(t)
    await line.ok('users', 'add', 'alice', '--sub', 'u1', '--generate')
    const before = await find(line, 'alice')
    const repair = breakTable(join(line.folder, 'sallyport.db'), 'revocations')
    assert.notEqual((await line.run(...argv)).code, 0)
    assert.deepEqual(await find(line, 'alice'), before)
    repair()
    await line.ok(...argv)
    assert.notDeepEqual(await find(line, 'alice'), before)
    const [entry] = await line.withStore((store) => store.revocations.since(0, 10))
    assert.deepEqual(entry?.target, { kind: 'subject', id: 'u1' })
  })
}

for (const argv of [
  ['users', 'unlock', 'ALICE'],
  ['users', 'passwd', 'alice', '--generate'],
]) {
  test(`K06 \`${argv.slice(0, 2).join(' ')}\` opens an account that was locked, and no other`, async (t) => {
    const line = await commandLine(t)
    for (const name of ['alice', 'bob']) {
      await line.ok('users', 'add', name, '--sub', `u-${name}`, '--generate')
    }
    const attempt = (name: string) =>
      line.withStore(async ({ failures: ledger }) => {
        const { forgetAfterSeconds } = accountRule
        const { clock } = line
        const backoff = createBackoff({ ledger, clock, rule: accountRule, forgetAfterSeconds })
        return (await backoff.begin(signInAccountKey(name))).allowed
      })
    for (let i = 0; i < 100; i += 1) {
      line.clock.advanceSeconds(901)
      for (const name of ['alice', 'bob']) assert.equal(await attempt(name), true)
    }
    line.clock.advanceSeconds(901)
    assert.equal(await attempt('alice'), false)
    await line.ok(...argv)
    assert.equal(await attempt('alice'), true)
    assert.equal(await attempt('bob'), false)
    const last = (await line.facts()).at(-1)
    const reasons = [argv[1] === 'unlock' ? 'unlocked' : 'password']
    const subject = 'u-alice'
    assert.deepEqual(last, { type: 'user.changed', outcome: 'success', subject, reasons })
  })
}

/** What the reuse of a refresh token of theirs does, where it blocks for an hour. */
async function block(line: CommandLine, subject: string): Promise<void> {
  await line.withStore(async (store) => {
    const now = line.clock.nowMs() / 1000
    const facts = {
      grantId: `grant-${subject}`,
      clientId: 'app',
      subject,
      sessionId: 'session',
      authTime: now,
      amr: ['pwd'],
      scope: [],
      resources: ['https://api.example'],
    }
    const token = { tokenDigest: 'current', binding: null, device: null }
    const keepUntil = now + 86_400
    const family = { ...token, absoluteExpiresAt: keepUntil }
    await store.grants.open({ facts, now, family, keepUntil })
    const { kind } = await store.grants.rotate({
      ...token,
      grantId: facts.grantId,
      clientId: 'app',
      tokenDigest: 'another',
      generation: 7,
      successorDigest: 'next',
      sealedSuccessor: null,
      now,
      idleSeconds: 3600,
      retrySeconds: 10,
      blockUntil: now + 3600,
    })
    assert.equal(kind, 'reused')
  })
}

test('E01 `users list` shows who is blocked until when, and `users unblock` lifts that alone', async (t) => {
  const line = await commandLine(t)
  for (const name of ['alice', 'bob']) {
    await line.ok('users', 'add', name, '--sub', `u-${name}`, '--generate')
    await block(line, `u-${name}`)
  }
  const shown = async (name: string) =>
    (await line.ok('users', 'list')).split('\n').find((row) => row.startsWith(name)) ?? ''
  assert.match(await shown('alice'), / active, blocked until 2026-01-02T04:04:05Z /)
  assert.match(await line.ok('users', 'unblock', 'ALICE'), /^unblocked alice/)
  assert.match(await shown('alice'), / active +yes /)
  assert.match(await shown('bob'), / active, blocked until /)
  const facts = { type: 'user.changed', outcome: 'success', subject: 'u-alice' }
  assert.deepEqual((await line.facts()).at(-1), { ...facts, reasons: ['unblocked'] })

  const again = await line.run('users', 'unblock', 'alice')
  assert.equal(again.code, 1)
  assert.equal(again.err, 'sallyport: `alice` is not blocked')
  line.clock.advanceSeconds(3600)
  assert.match(await shown('bob'), / active +yes /)
  assert.equal((await line.run('users', 'unblock', 'bob')).code, 1)
  const reasons = (await line.facts()).filter((fact) => JSON.stringify(fact).includes('unblocked'))
  assert.equal(reasons.length, 1)
})

test('a block that the audit log cannot keep the end of is not lifted', async (t) => {
  const line = await commandLine(t)
  await line.ok('users', 'add', 'alice', '--sub', 'u1', '--generate')
  await block(line, 'u1')
  const repair = breakTable(join(line.folder, 'sallyport.db'), 'audit_events')
  assert.notEqual((await line.run('users', 'unblock', 'alice')).code, 0)
  assert.notEqual((await find(line, 'alice'))?.blockedUntil, undefined)
  repair()
  await line.ok('users', 'unblock', 'alice')
  assert.equal((await find(line, 'alice'))?.blockedUntil, undefined)
})

test('nobody is added whom the audit log cannot keep', async (t) => {
  const line = await commandLine(t)
  await line.ok('users', 'list')
  const repair = breakTable(join(line.folder, 'sallyport.db'), 'audit_events')
  assert.notEqual((await line.run('users', 'add', 'alice', '--generate')).code, 0)
  const added = ['clients', 'add', 'app', '--redirect-uri', 'https://app.example/callback']
  assert.notEqual((await line.run(...added)).code, 0)
  assert.equal(await find(line, 'alice'), undefined)
  assert.deepEqual(await line.withStore((store) => store.clients.list()), [])
  repair()
  await line.ok('users', 'add', 'alice', '--generate')
  await line.ok(...added)
  const types = (await line.facts()).map((fact) => 'type' in fact && fact.type)
  assert.deepEqual(types, ['user.changed', 'client.changed'])
})

test('a subject that looks like a secret is refused, since no audit log would keep it', async (t) => {
  const line = await commandLine(t)
  const { code, err } = await line.run(
    'users',
    'add',
    'alice',
    '--sub',
    'u'.repeat(60),
    '--generate',
  )
  assert.equal(code, 2)
  assert.match(err, /`--sub` looks like a secret, which the audit log does not keep; choose/)
  await line.ok('users', 'add', 'alice', '--sub', 'u'.repeat(59), '--generate')
})

test('a scope that no resource offers is given with a warning', async (t) => {
  const line = await commandLine(t)
  const argv = ['users', 'add', 'alice', '--generate', '--scope', 'read:documents', 'read:documets']
  const { code, err } = await line.run(...argv)
  assert.equal(code, 0)
  const [warning, ...others] = err.split('\n')
  assert.equal(
    warning,
    'warning: `--scope` names the scope "read:documets", which no resource offers; did you mean `read:documents`?',
  )
  assert.deepEqual(others, ['the password is shown this once only'])
})
