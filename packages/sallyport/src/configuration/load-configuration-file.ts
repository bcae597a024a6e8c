import { access } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { accept, type Result, refuse } from '@sallyport/protocol'

/** Tried in this order in the folder the command runs in. */
const defaultNames = ['sallyport.config.ts', 'sallyport.config.js', 'sallyport.config.mjs'] as const

/** What a configuration file exports by default, not judged yet. */
interface ConfigurationFile {
  readonly value: unknown
  /** Absolute. */
  readonly file: string
  /** Absolute; relative file names in the configuration count from here. */
  readonly folder: string
}

/**
 * Finds the configuration file (the one named, else `sallyport.config.ts`, `.js` or `.mjs` in
 * `folder`) and imports it. Refused, with what to do, where there is none, it cannot be loaded, or it
 * has no default export.
 */
export async function loadConfigurationFile(options: {
  /** As typed; relative to `folder`. */
  readonly file?: string
  /** Absolute. */
  readonly folder: string
}): Promise<Result<ConfigurationFile, string>> {
  const file = await findFile(options.file, options.folder)
  if (!file.ok) return file
  const exports = await importFile(file.value)
  if (!exports.ok) return exports
  if (exports.value.default === undefined) {
    return refuse(
      `\`${file.value}\` has no default export; write \`export default defineConfig({ … })\``,
    )
  }
  return accept({
    value: exports.value.default,
    file: file.value,
    folder: dirname(file.value),
  })
}

async function findFile(
  named: string | undefined,
  folder: string,
): Promise<Result<string, string>> {
  if (named !== undefined) {
    const file = resolve(folder, named)
    return (await exists(file))
      ? accept(file)
      : refuse(`\`${file}\` does not exist; check what follows \`--config\``)
  }
  for (const name of defaultNames) {
    const file = join(folder, name)
    if (await exists(file)) return accept(file)
  }
  return refuse(
    `no \`${defaultNames[0]}\` in \`${folder}\`; create one with \`export default defineConfig({ … })\` from \`sallyport\`, or name another file with \`--config FILE\``,
  )
}

async function importFile(file: string): Promise<Result<{ readonly default?: unknown }, string>> {
  try {
    return accept(await import(pathToFileURL(file).href))
  } catch (error) {
    // Only the first line: what follows may quote the source, and with it a secret.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    const line = lineIn(file, error)
    const where = line === undefined ? '' : ` (line ${line})`
    return refuse(`\`${file}\` cannot be loaded${where}: ${reason}`)
  }
}

/** The line of the file that an error was thrown from, as far as its stack says. */
function lineIn(file: string, error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const name of [pathToFileURL(file).href, file]) {
    const [, after] = stack.split(`${name}:`, 2)
    const [line] = /^\d+/.exec(after ?? '') ?? []
    if (line !== undefined) return line
  }
  return undefined
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file)
    return true
  } catch {
    return false
  }
}
