import { PoliciesRefused, type PolicyFiles, readPolicyFiles } from '@sallyport/policies'
import { compile, type Diagnostic, type Policy } from '@sallyport/rego'
import { printBuiltins } from '@sallyport/rego/tools'
import { CommandRefused } from '../command-refused.ts'
import type { CommandWorld } from '../command-world.ts'
import { printable } from './printable.ts'

/** What the commands that compile have in common. */
export interface CompileFlags {
  readonly strict?: boolean
  readonly v0Compatible?: boolean
}

export interface LoadFlags extends CompileFlags {
  readonly bundle?: boolean
}

/** A policy, or what is wrong with its texts. */
type Loaded =
  | { readonly policy: Policy; readonly diagnostics?: undefined }
  | { readonly policy?: undefined; readonly diagnostics: readonly Diagnostic[] }

/** Reads and compiles. Rejects with CommandRefused for files that cannot be read. */
export async function loadPolicy(
  world: CommandWorld,
  paths: readonly string[],
  flags: LoadFlags,
): Promise<Loaded> {
  const files = await readFiles(world, paths, flags.bundle === true)
  return compileFiles(files, flags, (line) => world.terminal.warn(printable(line)))
}

/** `print` is told what the policy prints. */
export function compileFiles(
  { modules, data, versions }: PolicyFiles,
  { strict = false, v0Compatible = false }: CompileFlags,
  print: (line: string) => void,
): Loaded {
  const compiled = compile(
    {
      modules,
      data,
      regoVersion: v0Compatible ? 'v0' : 'v1',
      regoVersions: versions,
      strict,
      // Five times the usual: a person is waiting, no request.
      limits: { fuel: 50_000_000 },
      builtins: printBuiltins(print),
    },
    { keepPrint: true },
  )
  return compiled.ok ? { policy: compiled } : { diagnostics: compiled.diagnostics }
}

export async function readFiles(
  { folder }: CommandWorld,
  paths: readonly string[],
  bundle: boolean,
): Promise<PolicyFiles> {
  try {
    return await readPolicyFiles(paths, { folder, bundle })
  } catch (error) {
    if (error instanceof PoliciesRefused) throw new CommandRefused(1, error.message)
    throw error
  }
}
