import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { openGuardPorts } from 'sallyport'
import { apiClient, clientSecret, openApi, prepareForStream } from './support/guard-by-stream.ts'
import type { ServerProcess } from './support/server-process.ts'
import { takeTokens } from './support/take-tokens.ts'

const until = async (what: string, holds: () => Promise<boolean> | boolean) => {
  const deadline = performance.now() + 15_000
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, what)
    await pause(1)
  }
}

async function revokeAt(server: ServerProcess, token: string): Promise<number> {
  const response = await fetch(`${server.issuer}/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'public', token }),
  })
  return response.status
}

const introspect = async (server: ServerProcess, token: string) => {
  const basic = Buffer.from(`${apiClient.clientId}:${clientSecret}`).toString('base64')
  const response = await fetch(`${server.issuer}/introspect`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ token }),
  })
  return ((await response.json()) as { active: boolean }).active
}

test('REV-01 REV-02 REV-03 INTR-06 a revocation at the authority is refused at a guard that shares no store, and another token goes on', async (t) => {
  const server = await prepareForStream(t)
  const running = await server.start()
  const { read, revocations } = await openApi(t, server)
  const [alice, bob] = [await takeTokens(server, 'alice'), await takeTokens(server, 'bob')]
  assert.deepEqual([await read(alice.accessToken), await read(bob.accessToken)], [200, 200])
  assert.equal(await revokeAt(server, 'a token that nobody knows'), 200)
  const wrongClient = await fetch(`${server.issuer}/revoke`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`documents:${clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ token: alice.refreshToken }),
  })
  assert.equal(wrongClient.status, 200)
  await pause(100)
  assert.deepEqual([await read(alice.accessToken), await read(bob.accessToken)], [200, 200])
  assert.equal(await introspect(server, alice.accessToken), true)

  assert.equal(await revokeAt(server, alice.refreshToken), 200)
  const answeredAt = performance.now()
  await until('the guard has not heard', async () => (await read(alice.accessToken)) === 401)
  const heardMs = performance.now() - answeredAt
  t.diagnostic(`refused ${heardMs.toFixed(1)} ms after /revoke had answered`)
  assert.ok(heardMs < 1000, `${heardMs} ms`)
  assert.equal(await introspect(server, alice.accessToken), false)
  assert.equal(await introspect(server, bob.accessToken), true)
  assert.equal(await read(bob.accessToken), 200)
  assert.ok(revocations.lagMs() < 2500, `${revocations.lagMs()} ms`)

  // The stream is open, and holds nobody up.
  const stoppedAt = performance.now()
  running.child.kill('SIGTERM')
  assert.equal(await running.ended(), 0)
  assert.ok(performance.now() - stoppedAt < 1900, `${performance.now() - stoppedAt} ms to stop`)
})

test('REV-01 while the authority is gone a guard decides, then refuses or goes on as it was told, and recovers with all that it missed', async (t) => {
  const server = await prepareForStream(t)
  let running = await server.start()
  const told: boolean[] = []
  const strict = await openApi(t, server, {
    maxStalenessMs: 1500,
    onStaleness: ({ isStale }) => told.push(isStale),
  })
  const lax = await openApi(t, server, { maxStalenessMs: 1500, onStale: 'allow' })
  const [alice, bob] = [await takeTokens(server, 'alice'), await takeTokens(server, 'bob')]
  const both = async (token: string) => [await strict.read(token), await lax.read(token)]
  assert.deepEqual(await both(alice.accessToken), [200, 200])

  running.child.kill('SIGKILL')
  assert.equal(await running.ended(), 'SIGKILL')
  assert.deepEqual(await both(alice.accessToken), [200, 200])
  // More than a page of others, and one that matters.
  const store = openSqliteStore({ file: server.file, durability: 'process' })
  const now = Math.floor(Date.now() / 1000)
  for (let i = 0; i < 10_000; i += 1) {
    await store.revocations.revoke({ target: { kind: 'token', id: `token-${i}` }, now })
  }
  await store.revocations.revoke({ target: { kind: 'subject', id: 'alice' }, now: now + 1 })
  await store.close()
  await until('not stale', async () => (await strict.read(bob.accessToken)) === 503)
  assert.equal(await lax.read(bob.accessToken), 200)
  await until('not told', () => told.length > 0)
  assert.deepEqual(told, [true])

  running = await server.start()
  await until('not recovered', async () => (await strict.read(bob.accessToken)) === 200)
  await until('not heard', async () => (await lax.read(alice.accessToken)) === 401)
  assert.deepEqual(await both(alice.accessToken), [401, 401])
  for (const { revocations } of [strict, lax]) assert.equal(revocations.size(), 10_001)
  assert.deepEqual(told, [true, false])
  running.child.kill('SIGTERM')
  assert.equal(await running.ended(), 0)
})

test('M01 a guard with a wrong secret does not start, and says nothing of the secret', async (t) => {
  const server = await prepareForStream(t)
  await server.start()
  const wrong = { issuer: server.issuer, clientId: 'documents', clientSecret: 'wrong-secret' }
  await assert.rejects(
    openGuardPorts({ authority: wrong }),
    (error: Error) => /: 401$/.test(error.message) && !String(error.stack).includes('wrong-secret'),
  )
  const ports = await openGuardPorts({ authority: { issuer: server.issuer, ...apiClient } })
  await ports.close()
})
