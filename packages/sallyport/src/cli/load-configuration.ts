import type { Configuration, ServerCommand } from '../configuration/configuration.ts'
import { ConfigurationRefused, openConfiguration } from '../configuration/open-configuration.ts'
import { CommandRefused } from './command-refused.ts'
import type { CommandWorld } from './command-world.ts'

/** Every command has it. */
export interface ConfigurationOptions {
  readonly config?: string
}

/**
 * Loads and judges the configuration that a command is to work with. Throws CommandRefused (2) with
 * one line for each thing wrong. A server warns of what is unwise; other commands keep quiet.
 */
export async function loadConfiguration(
  { folder, env, terminal }: CommandWorld,
  options: ConfigurationOptions,
  purpose: ServerCommand | 'manage',
): Promise<Configuration> {
  try {
    return await openConfiguration({
      command: purpose === 'serve' ? 'serve' : 'dev',
      ...(options.config === undefined ? {} : { file: options.config }),
      folder,
      env,
      warn: (message) => {
        if (purpose !== 'manage') terminal.warn(`warning: ${message}`)
      },
    })
  } catch (error) {
    if (error instanceof ConfigurationRefused) throw new CommandRefused(2, error.message)
    throw error
  }
}
