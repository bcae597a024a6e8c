import { execFile } from 'node:child_process'
import { chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findPostgres } from './find-programs.ts'
import { type GuardedProcess, startGuarded } from './guarded-process.ts'
import { postgresUser } from './server-user.ts'

export interface PostgresSettings {
  /** Of `postgresUser()`, where there is one. */
  readonly folder: string
  readonly port: number
  /** Security: who else is on this machine could run programs through a PostgreSQL without one. */
  readonly password: string
  /** `kept`: an acknowledged write survives a crash. `forgotten`: as fast as can be. */
  readonly data: 'kept' | 'forgotten'
}

const role = 'sallyport'

/** Makes an empty database cluster in the folder. */
export async function preparePostgres({ folder, password }: PostgresSettings): Promise<void> {
  const user = postgresUser()
  const file = join(folder, 'password')
  writeFileSync(file, `${password}\n`, { mode: 0o600 })
  if (user !== undefined) chownSync(file, user.uid, user.gid)
  const parameters = [
    ...['--pgdata', join(folder, 'data'), '--username', role],
    ...['--auth', 'password', '--pwfile', file],
    ...['--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
  ]
  // Elsewhere it may not be allowed to stand.
  await promisify(execFile)(programs().initdb, parameters, { cwd: folder, ...(user ?? {}) })
}

/** Starts it, or starts it again, on a folder that was prepared; resolves once it answers. */
export function startPostgres(settings: PostgresSettings): Promise<GuardedProcess> {
  const { folder, port, data } = settings
  const kept = data === 'kept' ? 'on' : 'off'
  const options = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 300,
    fsync: kept,
    full_page_writes: kept,
    synchronous_commit: kept,
    wal_level: 'minimal',
    max_wal_senders: 0,
    shared_buffers: '64MB',
    jit: 'off',
    // What a test wrote is gone before it would pay.
    autovacuum: 'off',
  }
  return startGuarded({
    program: programs().postgres,
    parameters: [
      '-D',
      join(folder, 'data'),
      ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    folder,
    user: postgresUser(),
    // At once, and no shared memory is left.
    lastSignal: 'QUIT',
    ready: /database system is ready to accept connections/,
  })
}

/** The address of a PostgreSQL on this machine. */
export function postgresUrl({
  port,
  password,
}: Pick<PostgresSettings, 'port' | 'password'>): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/postgres`
}

function programs() {
  const found = findPostgres()
  if (found === undefined) throw new Error('there is no PostgreSQL on this machine')
  return found
}
