import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createDocumentsApi, openDocumentsPolicies } from '@sallyport/example-documents-api'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { decodeJwt } from 'jose'
import { openGuardPorts } from 'sallyport'
import { runProcess } from '../../packages/sallyport/test/support/process.ts'
import { configurationSecret, prepareServer, type ServerProcess } from './support/server-process.ts'
import { password } from './support/start-line.ts'
import { takeTokens } from './support/take-tokens.ts'

/** What a client holds: the last refresh token that it was given. */
interface Family {
  grantId: string
  held: string
  older: string[]
  asking: boolean
}

test('kill -9 in a storm of refreshes loses no swap that was acknowledged', async (t) => {
  const server = await prepareServer(t)
  let running = await server.start()
  const families = await Promise.all([1, 2, 3, 4].map(() => openFamily(server)))
  const seen = { acknowledged: 0, committedUnheard: 0, uncommitted: 0, quiet: 0 }

  for (const round of [0, 1]) {
    const storm = { over: false, acknowledged: 0 }
    const clients = families.map(async (family, i) => {
      // In every other round half of the clients have heard their last answer before the kill.
      const most = round % 2 === 1 && i % 2 === 0 ? 2 : Number.POSITIVE_INFINITY
      for (let n = 0; n < most && !storm.over; n += 1) {
        if (!(await refresh(server, family))) return
        storm.acknowledged += 1
      }
    })
    while (storm.acknowledged < 8) await wait(1)
    await wait(Math.random() * 20)
    running.child.kill('SIGKILL')
    storm.over = true
    await Promise.all(clients)
    assert.equal(await running.ended(), 'SIGKILL')
    seen.acknowledged += storm.acknowledged
    for (const family of families) {
      const kept = await readFamily(server, family)
      if (kept === 'held') seen[family.asking ? 'uncommitted' : 'quiet'] += 1
      else seen.committedUnheard += 1
      assert.ok(kept === 'held' || (kept === 'successor' && family.asking), kept)
    }

    running = await server.start()
    for (const [i, family] of families.entries()) {
      // One whose swap was committed and whose answer was lost is given its successor again.
      assert.equal(await refresh(server, family), true, `family ${i}`)
    }
  }

  for (const family of families) {
    assert.equal(await refresh(server, family), true)
    assert.equal(await refresh(server, family), true)
    const [oldest = ''] = family.older
    assert.equal(await refresh(server, { ...family, held: oldest }), false, 'an older token')
    assert.equal(await refresh(server, family), false, 'the family of a reused token')
  }
  t.diagnostic(`6 kills: ${JSON.stringify(seen)}`)
  running.child.kill('SIGTERM')
  assert.equal(await running.ended(), 0)
})

test('a revocation by command is heard by a guard in another process, and the trail tells the story without a secret', async (t) => {
  const server = await prepareServer(t)
  const running = await server.start()
  const ports = await openGuardPorts({ sqlite: server.file })
  t.after(() => ports.close())
  const policies = await openDocumentsPolicies()
  t.after(() => policies.stop())
  const api = createServer(
    createDocumentsApi(
      {
        issuer: server.issuer,
        audience: server.api,
        revocations: ports.revocations,
        audit: ports.audit,
        quota: false,
      },
      policies,
    ),
  )
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    api.close()
    api.closeAllConnections()
  })
  const base = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
  const read = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    return (await fetch(`${base}/api/documents/handbook`, { headers })).status
  }
  const [alice, bob] = [await takeTokens(server, 'alice'), await takeTokens(server, 'bob')]
  assert.deepEqual([await read(alice.accessToken), await read(bob.accessToken)], [200, 200])

  const heard = refusedAt(() => read(alice.accessToken))
  const committed = committedAt(server)
  const revoked = await runProcess(t, server.folder, ['revoke', '--subject', 'alice'])
  assert.deepEqual([revoked.code, revoked.out], [0, 'revoked the subject\n'])
  const lagMs = (await heard) - (await committed)
  t.diagnostic(`heard by the guard ${lagMs.toFixed(1)} ms after it was committed`)
  assert.ok(lagMs < 1000, `${lagMs} ms`)
  assert.equal(await read(bob.accessToken), 200)
  const family = { grantId: '', held: alice.refreshToken, older: [], asking: false }
  assert.equal(await refresh(server, family), false)
  assert.equal(await refresh(server, { ...family, held: bob.refreshToken }), true)

  const tail = ['audit', 'tail', '--from-start', '--no-follow']
  const json = await runProcess(t, server.folder, [...tail, '--json'])
  const text = await runProcess(t, server.folder, tail)
  assert.deepEqual([json.code, text.code], [0, 0])
  const events = json.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const trail = events.filter(({ subject }) => subject === 'alice').map(({ type }) => type)
  const story = [
    'user.changed',
    'sign_in.succeeded',
    'code.issued',
    'token.issued',
    'decision.allowed',
  ]
  // The guard may hear of it before whoever revoked has told the trail.
  const ending = ['authentication.refused', 'token.revoked']
  const told = [...story, ...ending]
  const found = trail.filter((type, i) => told.includes(type) && trail.indexOf(type) === i)
  assert.deepEqual(found.slice(0, story.length), story)
  assert.deepEqual(found.slice(story.length).sort(), ending)
  assert.equal(text.out.trim().split('\n').length, events.length)

  running.child.kill('SIGTERM')
  assert.equal(await running.ended(), 0)
  const { out, err } = running.printed()
  const everything = [json.out, text.out, out, err].join('\n')
  const signature = (token: string) => token.split('.')[2] ?? token
  const secrets = [
    password,
    configurationSecret,
    ...[alice, bob].flatMap((tokens) => [signature(tokens.accessToken), tokens.refreshToken]),
  ]
  for (const secret of secrets) assert.ok(!everything.includes(secret), 'a secret in the trail')
})

async function openFamily(server: ServerProcess): Promise<Family> {
  const { accessToken, refreshToken } = await takeTokens(server, 'alice', 'read:documents')
  const grantId = String(decodeJwt(accessToken).grant_id)
  return { grantId, held: refreshToken, older: [], asking: false }
}

/** Swaps the held token; false if that is refused or the server is gone (then `asking` stays set). */
async function refresh(server: ServerProcess, family: Family): Promise<boolean> {
  family.asking = true
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: 'public',
    refresh_token: family.held,
  })
  let answer: { readonly refresh_token?: string; readonly error?: string }
  try {
    answer = await (await fetch(`${server.issuer}/token`, { method: 'POST', body })).json()
  } catch {
    return false
  }
  family.asking = false
  if (answer.refresh_token === undefined) {
    assert.equal(answer.error, 'invalid_grant')
    return false
  }
  family.older.push(family.held)
  family.held = answer.refresh_token
  return true
}

/** Which token the file says is current: the held one, the one after it, or something else. */
async function readFamily(
  { file }: ServerProcess,
  { grantId, held }: Family,
): Promise<'held' | 'successor' | 'something else'> {
  const store = openSqliteStore({ file, durability: 'process' })
  try {
    const kept = (await store.grants.find(grantId))?.family
    const digest = createHash('sha256').update(held).digest('base64url')
    if (kept?.currentDigest === digest) return 'held'
    return kept?.previousDigest === digest ? 'successor' : 'something else'
  } finally {
    await store.close()
  }
}

/** When a request is first answered 401, by `performance.now()`. */
async function refusedAt(read: () => Promise<number>): Promise<number> {
  const giveUpAt = performance.now() + 10_000
  while ((await read()) !== 401) {
    assert.ok(performance.now() < giveUpAt, 'never refused')
    await wait(1)
  }
  return performance.now()
}

/** When the first revocation appears in the file, by `performance.now()`. */
async function committedAt({ file }: ServerProcess): Promise<number> {
  const store = openSqliteStore({ file, durability: 'process' })
  const giveUpAt = performance.now() + 10_000
  try {
    while ((await store.revocations.since(0, 1)).length === 0) {
      assert.ok(performance.now() < giveUpAt, 'never committed')
      await wait(1)
    }
    return performance.now()
  } finally {
    await store.close()
  }
}
