import assert from 'node:assert/strict'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import {
  type RandomBytes,
  type SettableClock,
  secureRandom,
  settableClock,
} from '@sallyport/protocol'
import type { Store } from '@sallyport/store'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { runCommand } from '../../src/cli/main.ts'
import { canary, least } from './configurations.ts'

/** What a command left behind. */
export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A folder with a configuration, and commands run in it. */
export interface CommandLine {
  readonly folder: string
  readonly clock: SettableClock
  /** Answers what the terminal is asked, in order; without any, there is no terminal. */
  readonly answers: string[]
  /** What `--password-stdin` reads. */
  stdin: string
  /** How long each of the answers takes to type. */
  typingSeconds: number
  random: RandomBytes
  run(...argv: string[]): Promise<Outcome>
  /** Runs a command that must succeed, and answers what it printed. */
  ok(...argv: string[]): Promise<string>
  /** Does something with the store, as the server would. */
  withStore<Answer>(work: (store: Store) => Promise<Answer>): Promise<Answer>
  /** Everything in the audit log, as facts. */
  facts(): Promise<readonly object[]>
  configure(change: object): Promise<void>
}

const startMs = Date.UTC(2026, 0, 2, 3, 4, 5)

export async function folderFor(t: TestContext): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sallyport-cli-')))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Writes the least configuration, changed, as JSON in a module. */
export async function configure(folder: string, change: object): Promise<void> {
  const text = `export default ${JSON.stringify({ ...least, ...change })}\n`
  await writeFile(join(folder, 'sallyport.config.mjs'), text)
}

export async function commandLine(t: TestContext, change: object = {}): Promise<CommandLine> {
  const folder = await folderFor(t)
  await configure(folder, change)
  const clock = settableClock(startMs)
  const answers: string[] = []
  const file = join(folder, 'sallyport.db')

  const line: CommandLine = {
    folder,
    clock,
    answers,
    stdin: '',
    typingSeconds: 0,
    random: secureRandom,
    run: async (...argv) => {
      const [out, err]: [string[], string[]] = [[], []]
      const code = await runCommand(argv, {
        terminal: {
          print: async (text) => void out.push(text),
          warn: (text) => void err.push(text),
          interactive: answers.length > 0,
          readHidden: async () => {
            clock.advanceSeconds(line.typingSeconds)
            return answers.shift() ?? ''
          },
          readAll: async () => line.stdin,
        },
        env: {},
        folder,
        clock,
        random: line.random,
        interrupted: () => AbortSignal.abort(),
      })
      assert.ok(!err.join('\n').includes(canary), 'stderr shows a secret')
      return { code, out: out.join('\n'), err: err.join('\n') }
    },
    ok: async (...argv) => {
      const { code, out, err } = await line.run(...argv)
      assert.equal(code, 0, err)
      return out
    },
    withStore: async (work) => {
      const store = openSqliteStore({ file, durability: 'process' })
      try {
        return await work(store)
      } finally {
        await store.close()
      }
    },
    facts: () =>
      line.withStore(async ({ audit }) =>
        (await audit.since(0, 1000)).map(({ event }) => {
          const { id: _id, timeMs: _timeMs, requestId: _requestId, ...fact } = event
          return fact
        }),
      ),
    configure: (next) => configure(folder, next),
  }
  return line
}
