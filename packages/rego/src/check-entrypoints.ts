import type { Program } from './link/program.ts'
import { stepsOf } from './policy.ts'
import type { Diagnostic } from './syntax/diagnostic.ts'
import { nowhere } from './syntax/location.ts'
import { isObject } from './values/kind.ts'
import { getKey } from './values/objects.ts'
import type { Value } from './values/value.ts'

/** A diagnostic for each path at which there can never be anything: neither a rule nor data. */
export function checkEntrypoints(
  paths: readonly string[],
  { root }: Program,
  data: Value,
): readonly Diagnostic[] {
  return paths
    .filter((path) => {
      const steps = stepsOf(path)
      return !hasRule(root, steps) && !hasData(data, steps)
    })
    .map((path) => ({
      code: 'rego_compile_error',
      message: `nothing is at the entry point \`${path}\`: no rule \`data.${stepsOf(path).join('.')}\``,
      location: nowhere,
    }))
}

/** A rule at the place, below it, or above it: what that gives may have anything in it. */
function hasRule(root: Program['root'], steps: readonly string[]): boolean {
  let node = root
  for (const step of steps) {
    if (node.rules.some(({ kind }) => kind !== 'function')) return true
    const next = node.children.get(step)
    if (next === undefined) return false
    node = next
  }
  return (
    node.isPackage || node.children.size > 0 || node.rules.some((one) => one.kind !== 'function')
  )
}

function hasData(data: Value, steps: readonly string[]): boolean {
  let value: Value | undefined = data
  for (const step of steps) {
    value = value !== undefined && isObject(value) ? getKey(value, step) : undefined
  }
  return value !== undefined
}
