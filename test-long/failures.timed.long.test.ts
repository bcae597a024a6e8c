import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createPasswordHasher } from '@sallyport/authority'
import { Secret } from '@sallyport/protocol'
import { openScaledStore } from '@sallyport/store/scaled'
import { decodeJwt } from 'jose'
import pg from 'pg'
import { runProcess } from '../packages/sallyport/test/support/process.ts'
import {
  assertHeard,
  assertRecovers,
  assertWorks,
  eventually,
  type FailureGround,
  type FailureGuard,
  maxStalenessMs,
  startFailureGround,
} from '../test/support/cluster/failure-ground.ts'
import { ownServersSkip } from '../test/support/servers/own-servers.ts'

/**
 * docs/guides/failures.md: what each failure does. A test a row, in it an assertion a cell, between the control
 * that all of it works and the recovery. `onStale: 'allow'` is asserted in each row that has a limit.
 */
test('what each failure does', { skip: ownServersSkip() }, async (t) => {
  const ground = await startFailureGround(t)
  const { cluster, redis, postgres, guards } = ground
  const [first, second] = cluster.nodes
  assert.ok(first !== undefined && second !== undefined)
  // The control of each row, which also begins where one before it failed half way.
  t.beforeEach(async () => {
    for (const server of [redis, postgres]) {
      await server.resume()
      await server.start()
    }
    await assertRecovers(ground)
  })

  for (const [how, away, back] of [
    ['gone', 'kill', 'start'],
    ['hanging', 'pause', 'resume'],
  ] as const) {
    await t.test(
      `Redis ${how}: sign-in, refresh and revoke refuse, both kinds of guards go on until their limit`,
      async () => {
        const told = staleTold(ground)
        const [live, revoked] = [await ground.spare(), await ground.spare()]
        assert.equal((await ground.revoke(revoked)).status, 200)
        await assertHeard(ground, revoked)
        await redis[away]()
        const lostAt = performance.now()
        for (const guard of [guards.redis, guards.stream]) assert.equal(await guard.status(), 200)
        await assertRefuses(ground, live)
        await assertLimit([guards.redis, guards.stream], lostAt)
        for (const guard of [guards.allowingRedis, guards.allowingStream]) {
          assert.equal(await guard.status(), 200)
          assert.equal(await guard.status(revoked), 401, 'what it knew holds')
        }
        // It looks four times a second.
        await eventually('each says that it is stale', async () =>
          staleTold(ground).every(({ stale }, k) => stale === (told[k]?.stale ?? 0) + 1),
        )
        await redis[back]()
        await assertRecovers(ground)
        await eventually('each says that it is over', async () =>
          staleTold(ground).every(({ fresh }, k) => fresh === (told[k]?.fresh ?? 0) + 1),
        )
      },
    )

    await t.test(
      `PostgreSQL ${how}: sign-in refuses, refresh, revoke and guards go on, the audit log has each event once`,
      async () => {
        const spare = await ground.spare()
        await postgres[away]()
        const signedIn = await ground.signIn()
        assert.equal(signedIn.accessToken, undefined)
        // Of several requests, of which more than one may wait for PostgreSQL.
        assert.ok(signedIn.tookMs < 3000, `sign-in refused after ${signedIn.tookMs} ms`)
        const expected: { readonly type: string; readonly token: string }[] = []
        for (let i = 0; i < 5; i++) {
          const answer = await ground.refresh()
          assert.equal(answer.kind, 'refreshed', `refresh ${i}`)
          const { jti = '' } = decodeJwt(ground.accessToken())
          expected.push({ type: 'token.refreshed', token: jti })
          assert.equal(await guards.redis.status(), 200)
          expected.push({ type: 'decision.allowed', token: jti })
          assert.equal(await guards.stream.status(), 200)
        }
        assert.equal((await ground.revoke(spare)).status, 200)
        await assertHeard(ground, spare)
        await postgres[back]()
        const tokens = new Set(expected.map(({ token }) => token))
        const last = expected.at(-1)
        await eventually('the last event is in the log', async () =>
          (await readLog(ground, tokens)).some(
            ({ type, token }) => type === last?.type && token === last.token,
          ),
        )
        await assertRecovers(ground)
        const own = (await readLog(ground, tokens)).slice(0, expected.length)
        assert.deepEqual(own, expected)
      },
    )
  }

  await t.test(
    'both gone: guards on Redis refuse at once, those on the stream at their limit',
    async () => {
      const spare = await ground.spare()
      await Promise.all([redis.kill(), postgres.kill()])
      const lostAt = performance.now()
      for (const guard of [guards.redis, guards.allowingRedis]) {
        const askedAt = performance.now()
        assert.equal(await guard.status(), 503)
        assert.ok(performance.now() - askedAt < 1000)
      }
      assert.equal(await guards.stream.status(), 200)
      await assertRefuses(ground, spare)
      await assertLimit([guards.stream], lostAt)
      assert.equal(await guards.allowingStream.status(), 200)
      await Promise.all([redis.start(), postgres.start()])
      await assertRecovers(ground)
    },
  )

  await t.test(
    'a node killed: the other answers, with the same token, and no guard misses a revocation',
    async () => {
      // Each in turn: one of them has the streams.
      for (const node of [first, second]) {
        await assertWorks(ground)
        const spare = await ground.spare()
        const told = staleTold(ground)
        await node.kill('SIGKILL')
        // A request on a connection to the dead node is cut; asked again, the other answers.
        await eventually('revoke', async () => (await ground.revoke(spare)).status === 200)
        await assertHeard(ground, spare)
        await assertWorks(ground)
        assert.deepEqual(staleTold(ground), told)
        await node.start()
        await assertRecovers(ground)
      }
    },
  )

  await t.test(
    'every node gone: guards on Redis go on, those on the stream until their limit',
    async () => {
      const spare = await ground.spare()
      await Promise.all([first.kill('SIGKILL'), second.kill('SIGKILL')])
      const lostAt = performance.now()
      assert.equal((await ground.signIn()).accessToken, undefined)
      const refreshed = await ground.refresh()
      assert.ok(refreshed.kind === 'unanswered' && refreshed.status === undefined)
      assert.equal((await ground.revoke(spare)).status, 0)
      for (const guard of [guards.redis, guards.stream]) assert.equal(await guard.status(), 200)
      await assertLimit([guards.stream], lostAt)
      assert.equal(await guards.redis.status(), 200)
      assert.equal(await guards.allowingStream.status(), 200)
      // An operator still can revoke, and guards on Redis hear it.
      const { jti = '' } = decodeJwt(spare)
      const revoked = await runProcess(t, cluster.folder, ['revoke', '--token', jti])
      assert.equal(revoked.code, 0, revoked.err)
      await eventually(
        'the guard on Redis hears',
        async () => (await guards.redis.status(spare)) === 401,
      )
      await Promise.all([first.start(), second.start()])
      await assertRecovers(ground)
      await assertHeard(ground, spare)
    },
  )

  await t.test(
    'a change of a user that was saved while Redis is away stands, and ends what it should once it is back',
    async () => {
      const bobs = await ground.spare()
      const urls = { redis: new Secret(redis.url), postgres: new Secret(postgres.url) }
      const store = await openScaledStore(urls)
      const alice = await store.users.findByUsername('alice')
      const bob = await store.users.findByUsername('bob')
      assert.ok(alice !== undefined && bob?.passwordHash !== undefined)
      const { sub, passwordHash: from } = bob
      const to = await createPasswordHasher().hash('another long passphrase')
      const now = Math.floor(Date.now() / 1000)
      await redis.kill()
      const stands = /the change is kept, but the tokens that it ends cannot be reached now/
      await assert.rejects(store.users.saveAndRevoke({ ...alice, status: 'disabled' }, now), stands)
      await assert.rejects(store.users.changePassword({ sub, from, to, now }), stands)
      assert.equal((await store.users.findByUsername('alice'))?.status, 'disabled')
      assert.equal((await store.users.findByUsername('bob'))?.passwordHash, to)
      // The nodes must do it without whoever made the change.
      await store.close()
      // A command that finds Redis away changes nothing.
      const command = await runProcess(t, cluster.folder, ['users', 'unblock', 'alice'])
      assert.equal(command.code, 1)
      assert.match(command.err, /the store cannot be opened/)
      await redis.start()
      for (const guard of Object.values(guards)) {
        for (const token of [ground.accessToken(), bobs]) {
          await eventually('their tokens end', async () => (await guard.status(token)) === 401)
        }
      }
      const refreshed = await ground.refresh()
      assert.ok(refreshed.kind === 'refused' && refreshed.error === 'invalid_grant')
      for (const name of ['alice', 'bob']) {
        assert.equal((await ground.signIn(name)).accessToken, undefined, `${name} is let in`)
      }
      // The control: undone, they sign in.
      const again = await openScaledStore(urls)
      for (const user of [alice, bob]) assert.equal(await again.users.save(user), 'saved')
      await again.close()
      await ground.renew()
      await assertWorks(ground)
    },
  )

  await t.test(
    'Redis back without its memory: people sign in again, guards keep what they know',
    async () => {
      const revoked = await ground.spare()
      assert.equal((await ground.revoke(revoked)).status, 200)
      await assertHeard(ground, revoked)
      const before = ground.accessToken()
      await redis.kill()
      for (const name of readdirSync(redis.folder)) {
        if (/^appendonly/.test(name)) rmSync(join(redis.folder, name), { recursive: true })
      }
      await redis.start()
      await eventually('refused', async () => (await ground.refresh()).kind === 'refused')
      await ground.renew()
      // What is revoked now is heard, so every guard has met the feed that remembers nothing.
      await assertRecovers(ground)
      for (const guard of Object.values(guards)) {
        assert.equal(await guard.status(revoked), 401)
        assert.equal(await guard.status(before), 200)
      }
    },
  )
})

/** Sign-in, refresh and revoke answer 503 within a second. */
async function assertRefuses(ground: FailureGround, spare: string): Promise<void> {
  const refreshed = await ground.refresh()
  assert.ok(refreshed.kind === 'unanswered', `refresh: ${refreshed.kind}`)
  assert.equal(refreshed.status, 503)
  assert.ok(refreshed.tookMs < 1000, `refresh refused after ${refreshed.tookMs} ms`)
  const revoked = await ground.revoke(spare)
  assert.equal(revoked.status, 503)
  assert.ok(revoked.tookMs < 1000, `revoke refused after ${revoked.tookMs} ms`)
  assertRefused(await ground.signIn())
}

function assertRefused(signedIn: Awaited<ReturnType<FailureGround['signIn']>>): void {
  assert.ok(signedIn.accessToken === undefined, 'somebody signed in')
  assert.ok(signedIn.tookMs < 1000, `sign-in refused after ${signedIn.tookMs} ms`)
}

/** They refuse once they know nothing for longer than allowed, and not before. */
async function assertLimit(guards: readonly FailureGuard[], lostAt: number): Promise<void> {
  await Promise.all(
    guards.map(async (guard) => {
      await eventually('a guard refuses', async () => (await guard.status()) === 503)
      const afterMs = performance.now() - lostAt
      // What was heard last may be as old as a question waits.
      assert.ok(afterMs > maxStalenessMs - 1500, `after ${afterMs} ms already`)
      assert.ok(afterMs < maxStalenessMs + 1500, `after ${afterMs} ms only`)
    }),
  )
}

/** How often each guard has said that it is stale, and that this is over. */
function staleTold({ guards }: FailureGround) {
  return Object.values(guards).map(({ process }) => {
    const lines = process.complaints().split('\n')
    const count = (word: string) => lines.filter((line) => line === word).length
    return { stale: count('stale'), fresh: count('fresh') }
  })
}

/** What the audit log in PostgreSQL has of these tokens, oldest first; nothing while it is away. */
async function readLog({ postgres }: FailureGround, tokens: ReadonlySet<string>) {
  const client = new pg.Client({ connectionString: postgres.url, connectionTimeoutMillis: 500 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ readonly event: string }>(
      'select event from sallyport.audit_events order by position',
    )
    return rows
      .map(({ event }) => JSON.parse(event) as { readonly type: string; readonly tokenId?: string })
      .flatMap(({ type, tokenId = '' }) => (tokens.has(tokenId) ? [{ type, token: tokenId }] : []))
  } finally {
    await client.end().catch(() => {})
  }
}
