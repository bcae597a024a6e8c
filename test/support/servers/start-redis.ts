import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findRedis } from './find-programs.ts'
import { type GuardedProcess, startGuarded } from './guarded-process.ts'

export interface RedisSettings {
  readonly folder: string
  readonly port: number
  /** Security: who else is on this machine could write files through a Redis without one. */
  readonly password: string
  /** `kept`: an acknowledged write survives `kill -9`. `forgotten`: as fast as can be. */
  readonly data: 'kept' | 'forgotten'
  /** More lines of its configuration. */
  readonly more?: readonly string[]
  readonly ready?: RegExp
}

/** Starts a Redis, or starts it again on what its folder holds; resolves once it answers. */
export function startRedis(settings: RedisSettings): Promise<GuardedProcess> {
  const program = findRedis()
  if (program === undefined) throw new Error('there is no Redis on this machine')
  const { folder, port, password, data, more = [] } = settings
  const file = join(folder, 'redis.conf')
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${folder}`,
    'save ""',
    `appendonly ${data === 'kept' ? 'yes' : 'no'}`,
    'appendfsync always',
    'maxmemory-policy noeviction',
    // Otherwise its environment is written over, by which what was left running is found.
    'set-proc-title no',
    ...more,
  ]
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  return startGuarded({
    program,
    parameters: [file],
    folder,
    lastSignal: 'KILL',
    ready: settings.ready ?? /Ready to accept connections/,
  })
}

/** The address of a Redis on this machine. */
export function redisUrl({ port, password }: Pick<RedisSettings, 'port' | 'password'>): string {
  return `redis://:${password}@127.0.0.1:${port}`
}
