import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ServerUser } from './server-user.ts'

/** A server that ends when whoever started it does, however that is. */
export interface GuardedProcess {
  /** Sends a signal to the server alone; SIGSTOP and SIGCONT to its children too. */
  signal(signal: NodeJS.Signals): void
  /** Sends a signal that ends it, and resolves once it has ended; at once where it has already. */
  end(signal: NodeJS.Signals): Promise<void>
  /** Kills it and removes its folder. */
  remove(): Promise<void>
}

const guard = fileURLToPath(new URL('./guard.sh', import.meta.url))
const patienceMs = 30_000

/**
 * Starts a program that keeps its data in `folder` and resolves once its output says `ready`. Rejects with
 * what it printed where it ends before, or is not ready within 30 seconds.
 */
export async function startGuarded(options: {
  readonly program: string
  readonly parameters: readonly string[]
  readonly folder: string
  readonly user?: ServerUser | undefined
  /** What ends it for good. */
  readonly lastSignal: 'KILL' | 'QUIT'
  readonly ready: RegExp
}): Promise<GuardedProcess> {
  const { program, parameters, folder, user, lastSignal, ready } = options
  const child = spawn('/bin/sh', [guard, folder, lastSignal, program, ...parameters], {
    // A group of its own: Ctrl-C is for the tests, which end the server when they are done.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: folder,
    ...(user ?? {}),
  })
  const exited = once(child, 'exit')
  let printed = ''
  let isReady = false
  // Nobody writes; that it is closed is what counts.
  child.stdin.on('error', () => {})
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${program} ${why}:\n${printed}`))
      const timer = setTimeout(() => fail('was not ready in time'), patienceMs)
      exited.then(
        () => fail('ended before it was ready'),
        (error: unknown) => reject(error),
      )
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          if (isReady) return
          printed += text
          if (!ready.test(printed)) return
          isReady = true
          clearTimeout(timer)
          resolve()
        })
      }
    })
  } catch (error) {
    child.stdin.end()
    throw error
  }
  const id = Number(/^\d+$/m.exec(printed)?.[0])
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const signal = (name: NodeJS.Signals) => {
    if (!isRunning()) return
    process.kill(id, name)
    if (name !== 'SIGSTOP' && name !== 'SIGCONT') return
    for (const childId of childrenOf(id)) {
      try {
        process.kill(childId, name)
      } catch {
        // It has ended meanwhile.
      }
    }
  }
  return {
    signal,
    end: async (name) => {
      if (isRunning()) {
        signal('SIGCONT')
        signal(name)
      }
      await exited
      child.stdin.end()
    },
    remove: async () => {
      child.stdin.end()
      await exited
    },
  }
}

/** Linux only: elsewhere a server is stopped alone. */
function childrenOf(parent: number): readonly number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((id) => id > 0 && parentOf(id) === parent)
  } catch {
    return []
  }
}

function parentOf(id: number): number | undefined {
  try {
    const [, parent] = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return Number(parent)
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}
