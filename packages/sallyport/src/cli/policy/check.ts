import { indentedJson } from '@sallyport/rego/tools'
import { CommandEnded } from '../command-ended.ts'
import type { CommandWorld } from '../command-world.ts'
import { type LoadFlags, loadPolicy } from './load-policy.ts'
import { errorsAsJson, renderErrors } from './render-errors.ts'

interface CheckOptions extends LoadFlags {
  readonly format: 'pretty' | 'json'
}

/** `policy check`: says nothing where all is well. */
export async function checkPolicy(
  world: CommandWorld,
  paths: readonly string[],
  options: CheckOptions,
) {
  const { diagnostics } = await loadPolicy(world, paths, options)
  if (diagnostics === undefined) return
  const lines =
    options.format === 'json'
      ? [indentedJson(errorsAsJson(diagnostics))]
      : renderErrors(diagnostics)
  for (const line of lines) world.terminal.warn(line)
  throw new CommandEnded(1)
}
