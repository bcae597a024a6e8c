import { builtinTable } from '../builtins/table.ts'
import type { ModuleParts } from '../emit/es-module.ts'
import { checkLimits, type Limits } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import type { DocumentNode, Unit } from '../plan/rir.ts'
import { fromPortable } from '../values/portable.ts'
import { evaluateEntry, outcomeError, systemNow, systemRandom } from './evaluate-entry.ts'
import { library } from './library.ts'
import type { Runtime, UnitCode } from './runtime.ts'

/** A policy that was written as a module at build time. */
export interface ModulePolicy {
  /** As `Policy.evaluate`, for the entrypoints that were built. Never throws. */
  evaluate(
    path: string,
    input?: unknown,
    options?: {
      readonly strictBuiltinErrors?: boolean
      readonly now?: () => bigint
      readonly limits?: Partial<Limits>
    },
  ): Outcome
}

type ModuleCode = readonly ((...tables: unknown[]) => void)[]

/** Called by a module that `sallyport policy build` wrote. Throws where the module is of another format. */
export function loadModule(code: ModuleCode, parts: ModuleParts): ModulePolicy {
  if (parts.format !== 1) {
    throw new TypeError(
      `the policy module has format ${parts.format}, this library reads format 1: build it again`,
    )
  }
  const runtime = runtimeOf(code, parts)
  const data = fromPortable(parts.data)
  return {
    evaluate(path, input, options = {}) {
      try {
        const unit = entrypointOf(parts, path)
        const run = unit === undefined ? undefined : runtime.units[unit]
        if (run === undefined) return notBuilt(path)
        return evaluateEntry(run, runtime, input, {
          data,
          limits: checkLimits(options.limits),
          strictBuiltinErrors: options.strictBuiltinErrors ?? false,
          now: options.now ?? systemNow,
          randomBytes: systemRandom,
        })
      } catch (error) {
        return { kind: 'error', error: outcomeError(error) }
      }
    },
  }
}

function runtimeOf(code: ModuleCode, parts: ModuleParts): Runtime {
  const plans = parts.units.map(({ index, ...unit }) => ({
    ...unit,
    index: index && {
      table: new Map(index.table.map(([value, at]) => [fromPortable(value), at])),
      rest: index.rest,
    },
  })) as unknown as readonly Unit[]
  const nodes = parts.nodes.map(
    ({ path, unit, children, isFunction }): DocumentNode => ({
      path,
      unit,
      children: new Map(children),
      isFunction,
    }),
  )
  const constants = parts.constants.map(fromPortable)
  const functions: UnitCode[] = []
  parts.chunks.forEach(({ builtins, relations, sites }, i) => {
    const codes = builtins.map((name) => builtinTable.get(name)?.evaluate)
    const enumerates = relations.map((name) => builtinTable.get(name)?.enumerate)
    code[i]?.(library, constants, codes, enumerates, sites, plans, functions)
  })
  const units = parts.functions.map((number) => functions[number] as UnitCode)
  return { units, plans, nodes, slots: parts.slots }
}

function entrypointOf({ entrypoints }: ModuleParts, path: string): number | undefined {
  const name = path.replaceAll('.', '/').replace(/^\/?(data\/)?/, '')
  return Object.hasOwn(entrypoints, name) ? entrypoints[name] : undefined
}

function notBuilt(path: string): Outcome {
  const reason = `\`${path}\` is no entrypoint of this module: build it with \`--entrypoint\``
  return {
    kind: 'error',
    error: {
      code: 'eval_internal_error',
      message: `eval_internal_error: ${reason}`,
      location: undefined,
    },
  }
}
