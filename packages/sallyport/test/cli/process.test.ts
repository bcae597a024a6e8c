import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createPasswordHasher } from '@sallyport/authority'
import { systemClock } from '@sallyport/protocol'
import { followRevocations } from '@sallyport/revocation'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { configure, folderFor } from '../support/command-line.ts'
import { bin, runProcess, startCommand } from '../support/process.ts'

const strong = 'correct horse battery staple'
const onAnyPort = { issuer: 'http://127.0.0.1:0', listen: { port: 0 } }

test('an operator adds, lists and follows while the server runs, and stops it with a signal', async (t) => {
  const folder = await folderFor(t)
  await configure(folder, { ...onAnyPort, users: [{ username: 'carol' }] })
  const server = startCommand(t, folder, ['dev'])
  await server.until(/^sallyport is ready$/m)
  const [, issuer = ''] = await server.until(/^issuer (http:\/\/127\.0\.0\.1:[1-9]\d*)$/m)
  await server.until(/^password of carol, shown this once only: \S+$/m)
  const metadata = await fetch(`${issuer}/.well-known/oauth-authorization-server`)
  assert.equal((await metadata.json()).issuer, issuer)

  const tail = startCommand(t, folder, ['audit', 'tail', '--from-start', '--json'])
  await tail.until(/"user\.changed"/)
  const added = await runProcess(t, folder, ['users', 'add', 'alice', '--password-stdin'], strong)
  assert.deepEqual([added.code, added.err], [0, ''])
  const [, sub = 'missing'] = /subject (\S+)/.exec(added.out) ?? []
  await tail.until(new RegExp(`"subject":"${sub}"`))
  const listed = await runProcess(t, folder, ['users', 'list'])
  assert.match(listed.out, new RegExp(`^alice +${sub} +active`, 'm'))

  tail.child.kill('SIGINT')
  assert.equal(await tail.ended(), 0)
  server.child.kill('SIGTERM')
  assert.equal(await server.ended(), 0)
  assert.ok(!(tail.printed().out + server.printed().err).includes(strong))
})

test('a revocation by a command is heard in another process within 100 ms', async (t) => {
  const folder = await folderFor(t)
  await configure(folder, {})
  const store = openSqliteStore({ file: join(folder, 'sallyport.db'), durability: 'process' })
  const revocations = await followRevocations({ feed: store.revocations, clock: systemClock })
  t.after(async () => {
    await revocations.stop()
    await store.close()
  })
  // The fastest of three: what else runs on the machine must not decide.
  let fastestMs = Number.POSITIVE_INFINITY
  for (const subject of ['u1', 'u2', 'u3']) {
    const token = { tokenId: 't1', clientId: 'app', subject, issuedAt: 1 }
    assert.equal(revocations.check(token), 'live')
    const command = startCommand(t, folder, ['revoke', '--subject', subject])
    await command.until(/^revoked the subject$/m)
    const toldAt = performance.now()
    while (revocations.check(token) === 'live' && performance.now() - toldAt < 5000) await wait(1)
    fastestMs = Math.min(fastestMs, performance.now() - toldAt)
    assert.equal(revocations.check(token), 'revoked')
    assert.equal(await command.ended(), 0)
    if (fastestMs <= 100) return
  }
  assert.ok(fastestMs <= 100, `heard after ${fastestMs} ms`)
})

test('exit codes pass through: 0 for help, 1 for what cannot be done, 2 for what is wrong', async (t) => {
  const folder = await folderFor(t)
  const missing = await runProcess(t, folder, ['serve'])
  assert.equal(missing.code, 2)
  assert.match(
    missing.err,
    /^sallyport: no `sallyport.config.ts` in .*create one.*`--config FILE`\n$/,
  )
  await configure(folder, { secret: { env: 'NO_SUCH_VARIABLE' } })
  const wrong = await runProcess(t, folder, ['serve'])
  assert.equal(wrong.code, 2)
  assert.match(wrong.err, /^ {2}`secret.env` names the environment variable `NO_SUCH_VARIABLE`/m)

  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  const address = taken.address()
  assert.ok(typeof address === 'object' && address !== null)
  await configure(folder, { listen: { port: address.port } })
  const failing = await runProcess(t, folder, ['serve'])
  assert.equal(failing.code, 1)
  assert.equal(
    failing.err,
    `sallyport: port ${address.port} of 127.0.0.1 is in use; stop the other program or change \`listen\`\n`,
  )
  assert.equal((await runProcess(t, folder, ['--help'])).code, 0)

  const tls = { cert: 'no-such-file', key: 'no-such-file' }
  await configure(folder, { listen: [{ port: 0, tls }] })
  const keyless = await runProcess(t, folder, ['serve'])
  assert.equal(keyless.code, 2)
  assert.match(keyless.err, /^ {2}`listen\[0\].tls.key` names a file that cannot be read: `/m)
})

test('a reader that has seen enough ends the tail quietly', async (t) => {
  const folder = await folderFor(t)
  await configure(folder, {})
  const store = openSqliteStore({ file: join(folder, 'sallyport.db'), durability: 'process' })
  await store.audit.append(
    Array.from({ length: 5000 }, (_, i) => ({
      type: 'token.revoked' as const,
      outcome: 'success' as const,
      requestId: 'r',
      id: `event-${i}`,
      timeMs: 0,
    })),
  )
  await store.close()
  const shell = ['sh', '-c', '"$0" "$@" | head -n 1', process.execPath, bin]
  const tail = startCommand(t, folder, ['audit', 'tail', '--from-start'], shell)
  assert.equal(await tail.ended(), 0)
  assert.equal(tail.printed().err, '')
  assert.match(tail.printed().out, /^1970-01-01T[^\n]*\n$/)
})

test('at a terminal the password is asked for twice and never shown', {
  skip: process.platform !== 'linux' && 'needs `script` of util-linux',
}, async (t) => {
  const folder = await folderFor(t)
  await configure(folder, {})
  const line = `'${process.execPath}' '${bin}' users add alice`
  const terminal = startCommand(t, folder, ['-qec', line, '/dev/null'], ['script'])
  await terminal.until(/new password: $/)
  terminal.child.stdin?.write(`${strong}\n`)
  await terminal.until(/once more: $/)
  terminal.child.stdin?.write(`${strong}\n`)
  await terminal.until(/added alice/)
  assert.equal(await terminal.ended(), 0)
  const { out, err } = terminal.printed()
  assert.ok(!(out + err).includes('horse'))
  const store = openSqliteStore({ file: join(folder, 'sallyport.db'), durability: 'process' })
  const user = await store.users.findByUsername('alice')
  await store.close()
  assert.ok(await createPasswordHasher().verify(user?.passwordHash, strong))
})

test('on an older Node the command says what it needs, and exits 1', async () => {
  for (const [version, code] of [
    ['20.19.0', 1],
    ['24.6.0', 1],
    ['24.7.0', 0],
    ['25.0.0', 0],
  ] as const) {
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
    const child = spawn(process.execPath, [
      '--import',
      `data:text/javascript,${pretend}`,
      bin,
      '--help',
    ])
    let err = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    child.stdout.resume()
    assert.deepEqual(await once(child, 'close'), [code, null])
    if (code === 1)
      assert.match(err, /^sallyport needs Node 24\.7 or newer, and this is .*`npx sally/)
    else assert.equal(err, '')
  }
})
