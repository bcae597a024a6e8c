import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { compile } from '@sallyport/rego'
import { buildModule } from '@sallyport/rego/tools'
import { CommandEnded } from '../command-ended.ts'
import { CommandRefused } from '../command-refused.ts'
import type { CommandWorld } from '../command-world.ts'
import { type LoadFlags, readFiles } from './load-policy.ts'
import { renderErrors } from './render-errors.ts'

interface BuildOptions extends LoadFlags {
  readonly entrypoint: readonly string[]
  readonly output: string
}

/** `policy build`: an ES module that answers for the entrypoints, for runtimes that forbid making code. */
export async function buildPolicy(
  world: CommandWorld,
  paths: readonly string[],
  { bundle = false, strict = false, v0Compatible = false, entrypoint, output }: BuildOptions,
) {
  const { modules, data, versions } = await readFiles(world, paths, bundle)
  const shipped = Object.entries(modules).filter(([name]) => !name.endsWith('_test.rego'))
  const policy = compile({
    modules: Object.fromEntries(shipped),
    data,
    regoVersion: v0Compatible ? 'v0' : 'v1',
    regoVersions: versions,
    strict,
  })
  if (!policy.ok) {
    for (const line of renderErrors(policy.diagnostics)) world.terminal.warn(line)
    throw new CommandEnded(1)
  }
  const source = refusing(() => buildModule(policy, entrypoint))
  await writeFile(resolve(world.folder, output), source)
  await world.terminal.print(`wrote ${output}`)
}

function refusing<Made>(work: () => Made): Made {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) throw new CommandRefused(1, error.message)
    throw error
  }
}
