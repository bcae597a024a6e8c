import { builtinTable } from '../builtins/table.ts'
import { checkEntrypoints } from '../check-entrypoints.ts'
import { mockTargets } from '../plan/mock-targets.ts'
import { PlanDraft } from '../plan/plan-draft.ts'
import { planQuery } from '../plan/plan-query.ts'
import { type Policy, stepsOf } from '../policy.ts'
import { emitModule } from './es-module.ts'

/**
 * A policy as the text of an ES module that answers for the given paths: `export const policy`, whose
 * `evaluate` is that of `Policy`. For runtimes that forbid making code, and to compile at build time.
 * Throws RangeError for a path at which there can be nothing, and for a policy with functions of the host.
 */
export function buildModule(policy: Policy, entrypoints: readonly string[]): string {
  const { program, builtins, data, indexed, earlyExit } = policy.parts
  for (const [name, builtin] of builtins) {
    if (builtinTable.get(name) !== builtin)
      throw new RangeError(`\`${name}\` is a function of the host, which no module can hold`)
  }
  const [missing] = checkEntrypoints(entrypoints, program, data)
  if (missing !== undefined) throw new RangeError(missing.message)
  const mockable = mockTargets(program)
  const draft = new PlanDraft(program, builtins, { mockable, indexed, earlyExit })
  const units = entrypoints.map((entrypoint) => {
    const path = stepsOf(entrypoint)
    return [path.join('/'), planQuery(draft, { path })] as const
  })
  return emitModule(draft, Object.fromEntries(units), data)
}
