import { randomBytes } from 'node:crypto'
import { findPostgres, findRedis } from './find-programs.ts'
import { freePorts } from './free-ports.ts'
import type { RunningServer } from './running-server.ts'
import { serverFolder } from './server-folder.ts'
import { postgresUser } from './server-user.ts'
import { type SharedServer, sharedServerVariables } from './shared-servers.ts'
import { postgresUrl, preparePostgres, startPostgres } from './start-postgres.ts'
import { redisUrl, startRedis } from './start-redis.ts'
import { startRedisCluster } from './start-redis-cluster.ts'

const starters: readonly (readonly [SharedServer, () => boolean, () => Promise<RunningServer>])[] =
  [
    ['redis', () => findRedis() !== undefined, startSharedRedis],
    ['redisCluster', () => findRedis() !== undefined, startRedisCluster],
    ['postgres', () => findPostgres() !== undefined, startSharedPostgres],
  ]

/**
 * Starts the servers that tests share, all at once, and puts their addresses into the environment: those
 * that are not named there already and whose programs are on this machine. They end with this process at
 * the latest. One that does not start is told to `say`, and its tests are skipped.
 */
export async function shareServers(say: (line: string) => void): Promise<{
  close(): Promise<void>
}> {
  const started = await Promise.all(
    starters.map(async ([server, isThere, start]) => {
      const variable = sharedServerVariables[server]
      if ((process.env[variable] ?? '') !== '' || !isThere()) return undefined
      try {
        // A port that was free may be taken meanwhile: once more, on others.
        const running = await start().catch(start)
        process.env[variable] = running.url
        return running
      } catch (error) {
        say(`${variable} did not start: ${error instanceof Error ? error.message : error}`)
        return undefined
      }
    }),
  )
  return {
    close: async () => {
      await Promise.all(started.map((server) => server?.close()))
    },
  }
}

async function startSharedRedis(): Promise<RunningServer> {
  const [port = 0] = await freePorts(1)
  const password = randomBytes(18).toString('hex')
  const settings = { folder: serverFolder('redis'), port, password, data: 'forgotten' } as const
  const running = await startRedis(settings)
  return { url: redisUrl(settings), close: () => running.remove() }
}

async function startSharedPostgres(): Promise<RunningServer> {
  const [port = 0] = await freePorts(1)
  const password = randomBytes(18).toString('hex')
  const folder = serverFolder('postgres', postgresUser())
  const settings = { folder, port, password, data: 'forgotten' } as const
  await preparePostgres(settings)
  const running = await startPostgres(settings)
  return { url: postgresUrl(settings), close: () => running.remove() }
}
