import type { Configuration, ServerCommand } from './configuration.ts'
import { loadConfigurationFile } from './load-configuration-file.ts'
import { parseConfiguration } from './parse-configuration.ts'
import type { ReadingContext } from './read/place.ts'

/** The message names every key that is wrong, a line each, and what is allowed. */
export class ConfigurationRefused extends Error {
  override readonly name = 'ConfigurationRefused'
}

/**
 * Loads and judges a configuration file for a program that embeds Sallyport. Throws
 * ConfigurationRefused; hands warnings to `warn`.
 */
export async function openConfiguration(options: {
  readonly command: ServerCommand
  /** Absolute or relative to `folder`; without it `sallyport.config.ts` there. */
  readonly file?: string
  readonly folder?: string
  readonly env?: ReadingContext['env']
  readonly warn?: (message: string) => void
}): Promise<Configuration> {
  const { command, file, folder = process.cwd(), env = process.env, warn = () => {} } = options
  const found = await loadConfigurationFile({ folder, ...(file === undefined ? {} : { file }) })
  if (!found.ok) throw new ConfigurationRefused(found.refusal)
  const { value, folder: baseFolder } = found.value
  const parsed = parseConfiguration(value, { command, env, baseFolder })
  if (!parsed.ok) {
    const lines = parsed.refusal.map(({ message }) => `  ${message}`)
    throw new ConfigurationRefused(
      [`\`${found.value.file}\` is not a configuration:`, ...lines].join('\n'),
    )
  }
  for (const { message } of parsed.value.warnings) warn(message)
  return parsed.value.configuration
}
