import { pinoRedaction } from '@sallyport/audit'
import { pino } from 'pino'
import type { ServerCommand } from '../configuration/configuration.ts'
import { startSallyport } from '../start/start-sallyport.ts'
import type { CommandWorld } from './command-world.ts'
import { type ConfigurationOptions, loadConfiguration } from './load-configuration.ts'

/**
 * `dev` and `serve`: starts the server, prints where it listens and that it is ready, and runs until
 * it is told to stop; what is under way is finished. Faults and changes of the policies go to stderr, one
 * JSON object a line.
 */
export async function serve(
  world: CommandWorld,
  command: ServerCommand,
  options: ConfigurationOptions,
) {
  const { terminal, clock } = world
  const configuration = await loadConfiguration(world, options, command)
  const log = pino({ ...pinoRedaction() }, pino.destination({ fd: 2, sync: true }))
  const sallyport = await startSallyport(configuration, {
    clock,
    onFault: (error, requestId) => log.error({ err: error, requestId }, 'fault'),
    onPolicies: (event) => {
      const isGood = event.kind === 'changed' || event.kind === 'recovered'
      log[isGood ? 'info' : 'error']({ policies: event }, `policies ${event.kind}`)
    },
  })
  const stopped = aborted(world.interrupted())
  for (const { username, password } of sallyport.generatedPasswords) {
    await terminal.print(`password of ${username}, shown this once only: ${password.reveal()}`)
  }
  for (const url of sallyport.urls) await terminal.print(`listening at ${url}`)
  await terminal.print(`issuer ${sallyport.issuer}`)
  await terminal.print('sallyport is ready')
  await stopped
  await sallyport.stop()
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
