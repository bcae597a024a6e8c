import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { takeTokens } from '../test/end-to-end/support/take-tokens.ts'
import { refresh } from '../test/support/cluster/refresh.ts'
import { statusAt } from '../test/support/cluster/revoke-everywhere.ts'
import { type Cluster, startCluster } from '../test/support/cluster/start-cluster.ts'
import { ownPostgres, ownRedis, ownServersSkip } from '../test/support/servers/own-servers.ts'

/** docs/guides/failures.md: what each failure does. A test a row, in it an assertion a cell. */
const maxStalenessMs = 3000

interface Ground {
  readonly cluster: Cluster
  readonly redis: Awaited<ReturnType<typeof ownRedis>>
  readonly postgres: Awaited<ReturnType<typeof ownPostgres>>
  readonly accessToken: string
  /** Refreshes a family of its own; what it was told, and how long that took. */
  refresh(): Promise<{ readonly kind: string; readonly tookMs: number }>
  signIn(): Promise<{ readonly isSignedIn: boolean; readonly tookMs: number }>
  guard(): Promise<number>
  revoke(): Promise<number>
}

async function stand(t: TestContext): Promise<Ground> {
  const [redis, postgres] = await Promise.all([ownRedis(t), ownPostgres(t)])
  const cluster = await startCluster(t, {
    redis: redis.url,
    postgres: postgres.url,
    nodes: 2,
    guards: 1,
    maxStalenessMs,
    settings: { refreshTokens: { retryWindow: '60s' } },
  })
  const tokens = await takeTokens(cluster, 'alice')
  const spare = await takeTokens(cluster, 'bob')
  let current = tokens.refreshToken
  const [guard] = cluster.guards
  const ground: Ground = {
    cluster,
    redis,
    postgres,
    accessToken: tokens.accessToken,
    refresh: () =>
      timed(async () => {
        const answer = await refresh(cluster.issuer, current)
        if (answer.kind === 'refreshed') current = answer.refreshToken
        return { kind: answer.kind }
      }),
    signIn: () =>
      timed(async () => ({
        isSignedIn: await takeTokens(cluster, 'bob').then(
          () => true,
          () => false,
        ),
      })),
    guard: () => statusAt(guard?.url ?? '', tokens.accessToken),
    revoke: async () => {
      const body = new URLSearchParams({ token: spare.accessToken, client_id: 'public' })
      return (await fetch(`${cluster.issuer}/revoke`, { method: 'POST', body })).status
    },
  }
  // The control of every refusal below: all of it works before the failure.
  await works(ground)
  return ground
}

async function works(ground: Ground): Promise<void> {
  assert.equal((await ground.refresh()).kind, 'refreshed')
  assert.equal((await ground.signIn()).isSignedIn, true)
  assert.equal(await ground.guard(), 200)
}

async function timed<Answer extends object>(work: () => Promise<Answer>) {
  const started = performance.now()
  const answer = await work()
  return { ...answer, tookMs: performance.now() - started }
}

/** Asks again until it is so; fails after ten seconds. */
async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + 10_000
  while (!(await isSo())) {
    assert.ok(performance.now() < until, what)
    await wait(100)
  }
}

async function recovers(ground: Ground): Promise<void> {
  await eventually('refresh works again', async () => (await ground.refresh()).kind === 'refreshed')
  await eventually('sign-in works again', async () => (await ground.signIn()).isSignedIn)
  await eventually('the guard lets through again', async () => (await ground.guard()) === 200)
}

const skip = ownServersSkip()

for (const [how, away, back] of [
  ['gone', 'kill', 'start'],
  ['hanging', 'pause', 'resume'],
] as const) {
  test(`Redis ${how}: sign-in, refresh and revocation refuse within a second, guards go on until their limit`, {
    skip,
  }, async (t) => {
    const ground = await stand(t)
    await ground.redis[away]()
    const lostAt = performance.now()
    const refreshed = await ground.refresh()
    assert.equal(refreshed.kind, 'unanswered')
    assert.ok(refreshed.tookMs < 1000, `refresh refused after ${refreshed.tookMs} ms`)
    assert.equal(await ground.revoke(), 503)
    const signedIn = await ground.signIn()
    assert.equal(signedIn.isSignedIn, false)
    assert.ok(signedIn.tookMs < 1000, `sign-in refused after ${signedIn.tookMs} ms`)
    if (performance.now() - lostAt < maxStalenessMs - 500) assert.equal(await ground.guard(), 200)
    await eventually('the guard refuses', async () => (await ground.guard()) === 503)
    assert.ok(performance.now() - lostAt > maxStalenessMs - 1500, 'not before its limit')
    await ground.redis[back]()
    await recovers(ground)
  })

  test(`PostgreSQL ${how}: sign-in refuses, refresh and guards go on, the audit log is complete afterwards`, {
    skip,
  }, async (t) => {
    const ground = await stand(t)
    await ground.postgres[away]()
    const signedIn = await ground.signIn()
    assert.equal(signedIn.isSignedIn, false)
    for (let i = 0; i < 5; i++) {
      assert.equal((await ground.refresh()).kind, 'refreshed', `refresh ${i}`)
      assert.equal(await ground.guard(), 200)
    }
    assert.equal(await ground.revoke(), 200)
    await ground.postgres[back]()
    await recovers(ground)
  })
}

test('a node gone: the others answer in its place', { skip }, async (t) => {
  const ground = await stand(t)
  const [first] = ground.cluster.nodes
  await first?.kill('SIGKILL')
  await works(ground)
  await first?.start()
  await works(ground)
})
