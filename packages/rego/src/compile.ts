import type { Builtin } from './builtins/builtin.ts'
import { builtinTable } from './builtins/table.ts'
import { checkEntrypoints } from './check-entrypoints.ts'
import { Diagnostics } from './diagnostics.ts'
import { checkLimits, type Limits } from './limits.ts'
import { link } from './link/link.ts'
import { Policy } from './policy.ts'
import { systemRandom } from './run/evaluate-entry.ts'
import { mayMakeCode } from './run/may-make-code.ts'
import type { Module, RegoVersion } from './syntax/ast.ts'
import type { Diagnostic } from './syntax/diagnostic.ts'
import { parseModule } from './syntax/parse-module.ts'
import { fromHost } from './values/from-host.ts'

export interface CompileOptions {
  /** Texts of the policy by name; the names stand in errors: `{ 'authz.rego': 'package authz …' }`. */
  readonly modules: { readonly [name: string]: string }
  /** The base document `data`: JSON. Copied. */
  readonly data?: unknown
  /** The syntax of the modules. Default `v1`. */
  readonly regoVersion?: RegoVersion
  /** The syntax of single modules, by their names, where it is another one. */
  readonly regoVersions?: ReadonlyMap<string, RegoVersion>
  /** Paths below `data` that are asked for, such as `authz/allow`: compiled now, and there must be something. */
  readonly entrypoints?: readonly string[]
  /** The checks of OPA's strict mode: unused imports and variables, deprecated built-ins, shadowing. */
  readonly strict?: boolean
  /** Functions of the host, which policies can call by their names. */
  readonly builtins?: readonly Builtin[]
  readonly limits?: Partial<Limits>
  /** How policies run: JavaScript made at run time, or closures where making code is forbidden. Default: what the runtime allows. */
  readonly emitter?: 'javascript' | 'closures'
}

/** For tests and tools: ways to compile that must not change an answer. */
export interface CompileVariants {
  readonly indexed?: boolean
  readonly earlyExit?: boolean
  readonly experimentalKeywords?: boolean
  readonly allFutureKeywords?: boolean
  readonly keepPrint?: boolean
  readonly randomBytes?: (count: number) => Uint8Array
}

/**
 * Compiles Rego to a policy. What is wrong with the texts comes back as `Diagnostics`, never as a throw:
 * `const policy = compile(…); if (!policy.ok) console.error(String(policy))`. Throws TypeError or
 * RangeError for options that are wrong.
 */
export function compile(
  options: CompileOptions,
  variants: CompileVariants = {},
): Policy | Diagnostics {
  const builtins = tableWith(options.builtins)
  const limits = checkLimits(options.limits)
  const data = fromHost(options.data ?? {}, limits.depth)
  const modules = parseAll(options, variants)
  if (modules instanceof Diagnostics) return modules
  const linked = link({
    modules,
    builtins,
    strict: options.strict ?? false,
    keepPrint: variants.keepPrint ?? false,
  })
  if ('diagnostics' in linked) return new Diagnostics(linked.diagnostics)
  const { entrypoints = [] } = options
  const missing = checkEntrypoints(entrypoints, linked.program, data)
  if (missing.length > 0) return new Diagnostics(missing)
  const policy = new Policy({
    program: linked.program,
    builtins,
    data,
    limits,
    emitter: options.emitter ?? (mayMakeCode() ? 'javascript' : 'closures'),
    indexed: variants.indexed ?? true,
    earlyExit: variants.earlyExit ?? true,
    randomBytes: variants.randomBytes ?? systemRandom,
  })
  for (const path of entrypoints) policy.prepare(path)
  return policy
}

function tableWith(own: readonly Builtin[] = []): ReadonlyMap<string, Builtin> {
  return own.length === 0
    ? builtinTable
    : new Map([...builtinTable, ...own.map((builtin) => [builtin.name, builtin] as const)])
}

function parseAll(
  { modules: texts, regoVersion = 'v1', regoVersions }: CompileOptions,
  { experimentalKeywords = false, allFutureKeywords = false }: CompileVariants,
): Module[] | Diagnostics {
  const modules: Module[] = []
  const wrong: Diagnostic[] = []
  for (const [name, source] of Object.entries(texts)) {
    const version = regoVersions?.get(name) ?? regoVersion
    const parsed = parseModule({ name, source, version, experimentalKeywords, allFutureKeywords })
    if ('module' in parsed) modules.push(parsed.module)
    else wrong.push(...parsed.diagnostics)
  }
  return wrong.length > 0 ? new Diagnostics(wrong) : modules
}
