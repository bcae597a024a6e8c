import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { takeTokens } from '../../end-to-end/support/take-tokens.ts'
import { type OwnServer, ownPostgres, ownRedis } from '../servers/own-servers.ts'
import { type Refreshed, refresh } from './refresh.ts'
import { statusAt } from './revoke-everywhere.ts'
import { type Cluster, type ClusterProcess, startCluster } from './start-cluster.ts'

/** Of the guards of the ground. */
export const maxStalenessMs = 3000

/** A cluster of two nodes and four guards on servers that may be mistreated. */
export interface FailureGround {
  readonly cluster: Cluster
  readonly redis: OwnServer
  readonly postgres: OwnServer
  readonly guards: {
    readonly redis: FailureGuard
    readonly stream: FailureGuard
    /** These two go on past their limit. */
    readonly allowingRedis: FailureGuard
    readonly allowingStream: FailureGuard
  }
  /** Of alice: the newest. */
  accessToken(): string
  /** Refreshes the family of alice. */
  refresh(): Promise<Timed<Refreshed>>
  /** Signs alice in anew: her family from now on. */
  renew(): Promise<void>
  /** Signs somebody in, bob without a name. */
  signIn(username?: string): Promise<Timed<SignedIn>>
  /** An access token of a family of its own, to be revoked. */
  spare(): Promise<string>
  /** The status that /revoke answers; 0 without an answer. */
  revoke(accessToken: string): Promise<Timed<{ readonly status: number }>>
}

/** Asks one guard. */
export interface FailureGuard {
  readonly process: ClusterProcess
  /** Its status for a token, the newest of alice without one. */
  status(accessToken?: string): Promise<number>
}

export type SignedIn =
  | { readonly accessToken: string }
  | { readonly accessToken: undefined; readonly error: unknown }
export type Timed<Answer> = Answer & { readonly tookMs: number }

/** Starts it, with alice signed in. */
export async function startFailureGround(t: TestContext): Promise<FailureGround> {
  const [redis, postgres] = await Promise.all([ownRedis(t), ownPostgres(t)])
  const cluster = await startCluster(t, {
    redis: redis.url,
    postgres: postgres.url,
    nodes: 2,
    guards: [
      { by: 'redis', onStale: 'refuse' },
      { by: 'stream', onStale: 'refuse' },
      { by: 'redis', onStale: 'allow' },
      { by: 'stream', onStale: 'allow' },
    ],
    maxStalenessMs,
    settings: { refreshTokens: { retryWindow: '60s' } },
  })
  let tokens = await takeTokens(cluster, 'alice')
  const guardAt = (i: number): FailureGuard => {
    const process = cluster.guards[i]
    assert.ok(process !== undefined)
    return {
      process,
      status: (accessToken = tokens.accessToken) => statusAt(process.url, accessToken),
    }
  }
  const signIn = (username = 'bob') =>
    timed(() =>
      takeTokens(cluster, username).then(
        ({ accessToken }): SignedIn => ({ accessToken }),
        (error: unknown): SignedIn => ({ accessToken: undefined, error }),
      ),
    )
  return {
    cluster,
    redis,
    postgres,
    guards: {
      redis: guardAt(0),
      stream: guardAt(1),
      allowingRedis: guardAt(2),
      allowingStream: guardAt(3),
    },
    accessToken: () => tokens.accessToken,
    refresh: async () => {
      const answer = await timed(() => refresh(cluster.issuer, tokens.refreshToken))
      if (answer.kind === 'refreshed') tokens = answer
      return answer
    },
    renew: async () => {
      tokens = await takeTokens(cluster, 'alice')
    },
    signIn,
    spare: async () => {
      const { accessToken } = await signIn()
      assert.ok(accessToken !== undefined)
      return accessToken
    },
    revoke: (token) =>
      timed(async () => {
        const body = new URLSearchParams({ token, client_id: 'public' })
        const asked = fetch(`${cluster.issuer}/revoke`, { method: 'POST', body })
        return asked.then(
          ({ status }) => ({ status }),
          () => ({ status: 0 }),
        )
      }),
  }
}

/** Everything does, at once: the control before a failure. */
export async function assertWorks(ground: FailureGround): Promise<void> {
  assert.equal((await ground.refresh()).kind, 'refreshed')
  const spare = await ground.spare()
  for (const guard of Object.values(ground.guards)) {
    assert.equal(await guard.status(), 200)
    assert.equal(await guard.status(spare), 200)
  }
  assert.equal((await ground.revoke(spare)).status, 200)
  await assertHeard(ground, spare)
}

/** Every guard refuses the token, soon, and goes on letting another through. */
export async function assertHeard(ground: FailureGround, revoked: string): Promise<void> {
  for (const guard of Object.values(ground.guards)) {
    await eventually('a guard hears of it', async () => (await guard.status(revoked)) === 401)
    assert.equal(await guard.status(), 200)
  }
}

/** Everything works again by itself. */
export async function assertRecovers(ground: FailureGround): Promise<void> {
  await eventually('refresh', async () => (await ground.refresh()).kind === 'refreshed')
  await eventually('sign-in', async () => (await ground.signIn()).accessToken !== undefined)
  for (const guard of Object.values(ground.guards)) {
    await eventually('a guard lets through', async () => (await guard.status()) === 200)
  }
  await assertWorks(ground)
}

/** Asks again until it is so; fails after ten seconds. */
export async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + 10_000
  while (!(await isSo())) {
    assert.ok(performance.now() < until, `within ten seconds: ${what}`)
    await wait(100)
  }
}

async function timed<Answer extends object>(work: () => Promise<Answer>): Promise<Timed<Answer>> {
  const started = performance.now()
  const answer = await work()
  return { ...answer, tookMs: performance.now() - started }
}
