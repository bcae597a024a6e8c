import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { findPostgres, findRedis } from './find-programs.ts'
import { freePorts } from './free-ports.ts'
import type { GuardedProcess } from './guarded-process.ts'
import { serverFolder } from './server-folder.ts'
import { postgresUser } from './server-user.ts'
import { postgresUrl, preparePostgres, startPostgres } from './start-postgres.ts'
import { redisUrl, startRedis } from './start-redis.ts'

/** A server of one test's own, to be mistreated. It stays at its address over restarts. */
export interface OwnServer {
  readonly url: string
  /** Where it keeps its data. */
  readonly folder: string
  /** Starts it on what it had kept; resolves once it answers. */
  start(): Promise<void>
  /** Ends it in good order. */
  stop(): Promise<void>
  /** As a power cut: it says goodbye to nobody. What it had acknowledged is kept. */
  kill(): Promise<void>
  restart(): Promise<void>
  /** It keeps its connections and answers nothing. */
  pause(): Promise<void>
  resume(): Promise<void>
}

/** The reason to skip a test that starts servers of its own; false where both can be. For `{ skip }`. */
export function ownServersSkip(): string | false {
  return findRedis() === undefined || findPostgres() === undefined
    ? 'needs the servers of Redis and PostgreSQL (Debian: `apt-get install redis-server postgresql`)'
    : false
}

/** Starts a Redis that keeps every write before it acknowledges it; gone after the test. */
export async function ownRedis(t: Pick<TestContext, 'after'>): Promise<OwnServer> {
  const [port = 0] = await freePorts(1)
  const password = randomBytes(18).toString('hex')
  const folder = serverFolder('redis')
  const settings = { folder, port, password, data: 'kept' } as const
  return own(t, {
    url: redisUrl(settings),
    folder,
    start: () => startRedis(settings),
    stop: 'SIGTERM',
    kill: 'SIGKILL',
  })
}

/** Starts a PostgreSQL that keeps every commit before it acknowledges it; gone after the test. */
export async function ownPostgres(t: Pick<TestContext, 'after'>): Promise<OwnServer> {
  const [port = 0] = await freePorts(1)
  const password = randomBytes(18).toString('hex')
  const folder = serverFolder('postgres', postgresUser())
  const settings = { folder, port, password, data: 'kept' } as const
  await preparePostgres(settings)
  return own(t, {
    url: postgresUrl(settings),
    folder,
    start: () => startPostgres(settings),
    stop: 'SIGINT',
    // Killed alone it would leave children behind that keep the next start waiting.
    kill: 'SIGQUIT',
  })
}

async function own(
  t: Pick<TestContext, 'after'>,
  server: {
    readonly url: string
    readonly folder: string
    readonly start: () => Promise<GuardedProcess>
    readonly stop: NodeJS.Signals
    readonly kill: NodeJS.Signals
  },
): Promise<OwnServer> {
  const { url, folder } = server
  let running: GuardedProcess | undefined
  t.after(async () => {
    await running?.remove()
    rmSync(folder, { recursive: true, force: true })
  })
  const end = async (signal: NodeJS.Signals) => {
    await running?.end(signal)
    running = undefined
  }
  const start = async () => {
    running ??= await server.start()
  }
  await start()
  return {
    url,
    folder,
    start,
    stop: () => end(server.stop),
    kill: () => end(server.kill),
    restart: async () => {
      await end(server.stop)
      await start()
    },
    pause: async () => running?.signal('SIGSTOP'),
    resume: async () => running?.signal('SIGCONT'),
  }
}
