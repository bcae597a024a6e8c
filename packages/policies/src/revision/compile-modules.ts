import { compile, type Limits, type Policy, type RegoVersion } from '@sallyport/rego'
import type { Manifest } from '../bundle/parse-manifest.ts'
import { PoliciesRefused } from '../policies-refused.ts'
import type { SourceFiles } from '../source/source-files.ts'
import { moduleVersions } from './module-versions.ts'

/** How the Rego of a source is compiled. */
export interface CompileRules {
  /** The syntax where no manifest says another one. Default: `v1`. */
  readonly regoVersion?: RegoVersion
  /** The checks of OPA's strict mode. Default: false. */
  readonly strict?: boolean
  /** What one decision may take. Default: 1,000,000 units of fuel, else as the engine has them. */
  readonly limits?: Partial<Limits>
}

/** A tenth of the engine's own: while one request is decided, all others of the process wait. */
const decisionFuel = 1_000_000

/**
 * Compiles every `.rego` but the tests (`_test.rego`). Throws PoliciesRefused with all that is wrong, a
 * line each.
 */
export function compileModules(
  files: SourceFiles,
  data: unknown,
  manifest: Manifest,
  rules: CompileRules & { readonly entrypoints: readonly string[] },
): Policy {
  const modules = readModules(files)
  const regoVersion = manifest.regoVersion ?? rules.regoVersion ?? 'v1'
  const compiled = refusing(() =>
    compile({
      modules: Object.fromEntries(modules),
      data,
      regoVersion,
      regoVersions: moduleVersions([...modules.keys()], manifest),
      entrypoints: rules.entrypoints,
      strict: rules.strict ?? false,
      limits: { fuel: decisionFuel, ...rules.limits },
    }),
  )
  if (!compiled.ok) throw new PoliciesRefused(String(compiled))
  return compiled
}

/** The package of each module, as the names below `data`. */
export function packagesOf({ parts }: Policy): ReadonlyMap<string, readonly string[]> {
  return new Map(
    parts.program.modules.map(({ name, package: { path } }) => [
      name,
      path.kind === 'var'
        ? []
        : path.path.map((step) => (step.kind === 'string' ? encodeURIComponent(step.value) : '?')),
    ]),
  )
}

function readModules(files: SourceFiles): ReadonlyMap<string, string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const modules = new Map<string, string>()
  for (const [path, content] of files) {
    if (!path.endsWith('.rego') || path.endsWith('_test.rego')) continue
    try {
      modules.set(path, decoder.decode(content))
    } catch (error) {
      throw new PoliciesRefused(`\`${path}\` is no UTF-8 text`, { cause: error })
    }
  }
  return modules
}

/** Data that no policy can have, such as what is nested 2,000 deep, is the operator's to mend. */
function refusing<Value>(work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new PoliciesRefused(error.message, { cause: error })
  }
}
