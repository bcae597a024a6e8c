import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { ownPostgres, ownServersSkip } from '../test/support/servers/own-servers.ts'

const skip = ownServersSkip()

test('a PostgreSQL of its own keeps what it committed when it is killed', { skip }, async (t) => {
  const server = await ownPostgres(t)
  const ask = async (text: string) => {
    const client = new pg.Client({ connectionString: server.url })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query(text)).rows
    } finally {
      await client.end()
    }
  }
  await ask('create table doors (name text)')
  await ask("insert into doors values ('one')")
  await server.kill()
  await server.start()
  assert.deepEqual(await ask('select * from doors'), [{ name: 'one' }])
  await server.pause()
  const answer = ask('select * from doors')
  assert.equal(await Promise.race([answer, wait(100, 'nothing')]), 'nothing')
  await server.resume()
  assert.deepEqual(await answer, [{ name: 'one' }])
})

test('servers end with a process that dies without a word, stopped ones too', {
  skip,
}, async () => {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../test/support/servers/dying-child.ts', import.meta.url))],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let printed = ''
  child.stdout.setEncoding('utf8')
  for await (const text of child.stdout) {
    printed += text
    if (printed.endsWith('\n')) break
  }
  const { folders, ids } = JSON.parse(printed) as {
    readonly folders: readonly string[]
    readonly ids: readonly number[]
  }
  assert.ok(ids.length > 6, 'Redis, PostgreSQL and its children')
  assert.deepEqual(folders.filter(existsSync), folders)
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  const until = performance.now() + 10_000
  while (ids.some(isRunning) || folders.some(existsSync)) {
    assert.ok(performance.now() < until, `still there: ${ids.filter(isRunning)}, ${folders}`)
    await wait(20)
  }
})

function isRunning(id: number): boolean {
  return existsSync(`/proc/${id}`)
}
