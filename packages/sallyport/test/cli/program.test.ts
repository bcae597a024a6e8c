import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandLine } from '../support/command-line.ts'

const commands = [
  'dev',
  'serve',
  'users add',
  'users list',
  'users disable',
  'users passwd',
  'clients add',
  'clients list',
  'keys list',
  'keys rotate',
  'revoke',
  'audit tail',
]

test('every command explains itself, and says where its configuration comes from', async (t) => {
  const { ok } = await commandLine(t)
  assert.match(await ok('--help'), /dev .*serve .*users .*clients .*keys .*revoke .*audit /s)
  for (const command of commands) {
    const help = await ok(...command.split(' '), '--help')
    assert.ok(help.startsWith(`Usage: sallyport ${command} `), help)
    assert.match(help, /--config <file>/)
  }
})

test('wrong usage exits 2 and says what was wrong', async (t) => {
  const { run } = await commandLine(t)
  for (const [argv, expected] of [
    [[], /^Usage: sallyport/],
    [['users'], /^Usage: sallyport users/],
    [['user'], /unknown command 'user'\n\(Did you mean users\?\)/],
    [['users', 'list', '--jsno'], /unknown option '--jsno'/],
    [['users', 'add'], /missing required argument 'username'/],
    [['users', 'list', 'alice'], /too many arguments/],
    [['users', 'add', 'alice', '--generate', '--password-stdin'], /cannot be used with/],
    [['clients', 'add', 'a'], /`--redirect-uri` is required by `authorization_code`/],
    [['clients', 'add', 'a', '--redirect-uri', 'b', '--auth-method', 'c'], /Allowed choices are/],
    [['audit', 'tail', '--lines', 'x'], /it must be a whole number/],
  ] as const) {
    const { code, out, err } = await run(...argv)
    assert.match(err, expected)
    assert.equal(out, '')
    assert.equal(code, 2)
  }
})

test('no command takes a password as an argument, and one given so is not repeated', async (t) => {
  const { run, ok } = await commandLine(t)
  for (const option of ['--password=canary', '--secret=canary', '--client-secret=canary']) {
    const { code, err } = await run('users', 'add', 'alice', option)
    assert.equal(code, 2)
    assert.ok(!err.includes('canary'))
  }
  await ok('users', 'add', 'alice', '--generate')
})

test('a configuration that is missing or wrong exits 2 and names every key', async (t) => {
  const { run, ok, configure } = await commandLine(t)
  await ok('users', 'list')
  const missing = await run('users', 'list', '--config', 'nowhere.ts')
  assert.equal(missing.code, 2)
  assert.match(missing.err, /nowhere.ts` does not exist; check what follows `--config`/)

  const other = await commandLine(t, { isuer: 'x', listen: { port: -1 } })
  const { code, err } = await other.run('users', 'list')
  assert.equal(code, 2)
  const [first = '', ...lines] = err.split('\n')
  assert.match(first, /^sallyport: `.*sallyport.config.mjs` is not a configuration:$/)
  assert.deepEqual(lines, [
    '  `isuer` is not a known key; did you mean `issuer`?',
    '  `listen.port` must be a whole number from 0 to 65535, not `-1`',
  ])
  await configure({})
})

test('a store that cannot be opened exits 1, one that only the server sees exits 2', async (t) => {
  const gone = await commandLine(t, { store: { sqlite: './no/such/folder/a.db' } })
  const { code, err } = await gone.run('users', 'list')
  assert.equal(code, 1)
  assert.match(err, /^sallyport: the store cannot be opened: .* does not exist; create it first$/)

  const memory = await commandLine(t, { store: { sqlite: ':memory:' } })
  const outcome = await memory.run('users', 'list')
  assert.equal(outcome.code, 2)
  assert.match(outcome.err, /`store.sqlite` is `:memory:`, which only the server itself can see/)
})

test('the version is that of the package', async (t) => {
  const line = await commandLine(t)
  assert.match(await line.ok('--version'), /^\d+\.\d+\.\d+$/)
})
