import type { Plan } from '../plan/rir.ts'
import { type Portable, toPortable } from '../values/portable.ts'
import type { Value } from '../values/value.ts'
import type { FunctionNumbers } from './chunks.ts'
import { emitJavaScript } from './javascript.ts'

/** What a module written at build time tells `loadModule`. */
export interface ModuleParts {
  /** Of the format, so that a module and a library that do not fit each other say so. */
  readonly format: 1
  readonly entrypoints: { readonly [path: string]: number }
  readonly constants: readonly Portable[]
  /** What each chunk of the code is given. */
  readonly chunks: readonly {
    readonly builtins: readonly string[]
    readonly relations: readonly string[]
    readonly sites: readonly unknown[]
  }[]
  /** The function of each unit, by its number. */
  readonly functions: readonly number[]
  readonly slots: number
  readonly units: readonly {
    readonly path: readonly string[]
    readonly slot: number
    readonly kind: Plan['units'][number]['kind']
    readonly index?: {
      readonly table: readonly (readonly [Portable, readonly number[]])[]
      readonly rest: readonly number[]
    }
  }[]
  readonly nodes: readonly {
    readonly path: readonly string[]
    readonly unit?: number
    readonly children: readonly (readonly [string, number])[]
    readonly isFunction: boolean
  }[]
  readonly data: Portable
}

/**
 * A policy as an ES module, for runtimes that forbid making code: `export const policy`, with the same
 * `evaluate` for the entrypoints that it was written for.
 */
export function emitModule(
  plan: Plan,
  entrypoints: { readonly [path: string]: number },
  data: Value,
): string {
  const numbers: FunctionNumbers = new Map()
  const chunks = emitJavaScript(plan, 0, numbers)
  const parts: ModuleParts = {
    format: 1,
    entrypoints,
    constants: plan.constants.map(toPortable),
    chunks: chunks.map(({ builtins, relations, sites }) => ({ builtins, relations, sites })),
    functions: plan.units.map(({ id }) => numbers.get(`u${id}`) as number),
    slots: plan.slots,
    units: plan.units.map(({ path, slot, kind, index }) => ({
      path,
      slot,
      kind,
      ...(index && {
        index: {
          table: [...index.table].map(([value, at]) => [toPortable(value), at] as const),
          rest: index.rest,
        },
      }),
    })),
    nodes: plan.nodes.map(({ path, unit, children, isFunction }) => ({
      path,
      ...(unit === undefined ? {} : { unit }),
      children: [...children],
      isFunction,
    })),
    data: toPortable(data),
  }
  return [
    "import { loadModule } from '@sallyport/rego/runtime'",
    '',
    'const code = [',
    ...chunks.flatMap(({ source }) => ['function (R, K, B, E, S, P, F) {', source, '},']),
    ']',
    '',
    `export const policy = loadModule(code, ${JSON.stringify(parts).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')})`,
    '',
  ].join('\n')
}
