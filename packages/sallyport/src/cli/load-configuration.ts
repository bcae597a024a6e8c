import type { Configuration, ServerCommand } from '../configuration/configuration.ts'
import { loadConfigurationFile } from '../configuration/load-configuration-file.ts'
import { parseConfiguration } from '../configuration/parse-configuration.ts'
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
  world: CommandWorld,
  options: ConfigurationOptions,
  purpose: ServerCommand | 'manage',
): Promise<Configuration> {
  const { folder, env, terminal } = world
  const named = options.config === undefined ? {} : { file: options.config }
  const found = await loadConfigurationFile({ folder, ...named })
  if (!found.ok) throw new CommandRefused(2, found.refusal)
  const { value, file, folder: baseFolder } = found.value
  const command = purpose === 'serve' ? 'serve' : 'dev'
  const parsed = parseConfiguration(value, { command, env, baseFolder })
  if (!parsed.ok) {
    const lines = parsed.refusal.map(({ message }) => `  ${message}`)
    throw new CommandRefused(2, [`\`${file}\` is not a configuration:`, ...lines].join('\n'))
  }
  if (purpose !== 'manage') {
    for (const { message } of parsed.value.warnings) terminal.warn(`warning: ${message}`)
  }
  return parsed.value.configuration
}
