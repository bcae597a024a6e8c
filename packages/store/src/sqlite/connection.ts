import { closeSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { migrate } from './migrations.ts'

/** `process`: survives the death of the process. `power`: survives the loss of power as well. */
export type Durability = 'process' | 'power'

/**
 * One open SQLite file with the current schema. The work of `read` and `write` is synchronous, so
 * nothing of this process ever runs inside another's transaction; other processes wait for the lock.
 */
export interface SqliteConnection {
  prepare(sql: string): StatementSync
  /** Runs one reading statement; rejects after close. */
  read<Answer>(work: () => Answer): Promise<Answer>
  /** Runs the work in one transaction, resolved only after its commit; a throw undoes all of it. */
  write<Answer>(work: () => Answer): Promise<Answer>
  /** For the work of `write`: what is to happen once it is committed; never where it is undone. */
  afterCommit(then: () => void): void
  close(): Promise<void>
}

/** How long a statement waits for another process to finish its transaction. */
const lockTimeoutMs = 5000

/**
 * Opens or creates the file (mode 0600, and so its `-wal` and `-shm`), in WAL, with the schema
 * migrated. Throws where the file cannot be opened, is of a newer version, or is not ours.
 */
export function openConnection(options: {
  readonly file: string
  readonly durability: Durability
}): SqliteConnection {
  const inMemory = options.file === ':memory:'
  const path = inMemory ? options.file : resolve(options.file)
  if (!inMemory) createPrivately(path)
  const database = new DatabaseSync(path, {
    timeout: lockTimeoutMs,
    enableForeignKeyConstraints: true,
  })
  try {
    if (!inMemory) enterWal(database, path)
    database.exec(`pragma synchronous = ${options.durability === 'power' ? 'full' : 'normal'}`)
    migrate(database, path)
    return connectionOf(database)
  } catch (error) {
    database.close()
    throw error
  }
}

function connectionOf(database: DatabaseSync): SqliteConnection {
  // `immediate` takes the write lock before the first read: two processes can never both decide on
  // what they read and then both write.
  const begin = database.prepare('begin immediate')
  const commit = database.prepare('commit')
  const rollback = database.prepare('rollback')
  let afterwards: (() => void)[] = []
  const requireOpen = () => {
    if (!database.isOpen) throw new Error('the store is closed')
  }
  function transact<Answer>(work: () => Answer): Answer {
    begin.run()
    try {
      const answer = work()
      commit.run()
      return answer
    } catch (error) {
      afterwards = []
      if (database.isTransaction) rollback.run()
      throw error
    }
  }
  return {
    prepare: (sql) => database.prepare(sql),
    read: async (work) => {
      requireOpen()
      return work()
    },
    write: async (work) => {
      requireOpen()
      const answer = transact(work)
      for (const then of afterwards.splice(0)) then()
      return answer
    },
    afterCommit: (then) => {
      afterwards.push(then)
    },
    close: async () => {
      if (database.isOpen) database.close()
    },
  }
}

/**
 * Creates the file readable by its owner only; one that exists is left as it is. Invariant: an
 * existing file is never opened and closed here, since that would drop the POSIX locks of another
 * connection of this process.
 */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST') return
    if (code === 'ENOENT') {
      throw new Error(`the folder of \`${path}\` does not exist; create it first`, { cause: error })
    }
    throw error
  }
}

/** Two processes that turn one new file to WAL can refuse each other at once, without waiting. */
function enterWal(database: DatabaseSync, path: string): void {
  const deadline = performance.now() + lockTimeoutMs
  for (;;) {
    try {
      const mode = database.prepare('pragma journal_mode = wal').get()?.journal_mode
      if (mode === 'wal') return
      throw new Error(`\`${path}\` cannot use a write-ahead log; put it on a local disk`)
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

const sqliteBusy = 5

function isBusy(error: unknown): boolean {
  // The low byte is the primary result code, the others say which kind of it.
  return (
    error instanceof Error &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    (error.errcode & 0xff) === sqliteBusy
  )
}
