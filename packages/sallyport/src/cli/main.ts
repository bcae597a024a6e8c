import { secureRandom, systemClock } from '@sallyport/protocol'
import { CommanderError } from 'commander'
import { CommandEnded } from './command-ended.ts'
import { CommandRefused } from './command-refused.ts'
import type { CommandWorld } from './command-world.ts'
import { makeProgram } from './program.ts'
import { createTerminal } from './terminal/terminal.ts'

/** Runs the command of this process and sets its exit code. */
export async function main(): Promise<void> {
  // The reader of `sallyport audit tail | head` has seen enough; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  process.exitCode = await runCommand(process.argv.slice(2), {
    terminal: createTerminal(process),
    env: process.env,
    folder: process.cwd(),
    clock: systemClock,
    random: secureRandom,
    interrupted: stopSignal,
  })
}

/** 0: done; 1: it could not be done; 2: wrong usage or configuration. */
export async function runCommand(argv: readonly string[], world: CommandWorld): Promise<0 | 1 | 2> {
  try {
    await makeProgram(world).parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof CommandEnded) return error.exitCode
    if (error instanceof CommandRefused) {
      world.terminal.warn(`sallyport: ${error.message}`)
      return error.exitCode
    }
    world.terminal.warn(`sallyport: ${describeFault(error)}`)
    return 1
  }
}

/**
 * A plain Error, or one of the machine (a port taken, a file not readable), speaks to the operator; a
 * TypeError and its like are bugs, and where they come from matters.
 */
function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isMeant = Object.getPrototypeOf(error) === Error.prototype || 'code' in error
  return isMeant ? error.message : (error.stack ?? error.message)
}

/** Aborted by the first SIGINT or SIGTERM; a second one ends the process at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort())
  }
  return controller.signal
}
