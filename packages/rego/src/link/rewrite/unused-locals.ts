import type { Location } from '../../syntax/location.ts'
import type { DraftExpr } from '../draft/draft.ts'
import { isWildcard } from '../draft/name-source.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { everything, variablesOfBody } from '../draft/variables.ts'
import type { LocalScopes } from './local-scopes.ts'

type Context = Pick<ProgramDraft, 'refuse'>

/** Under strict: what `:=` declares in the body must be used in it or where its answers go. */
export function refuseUnusedAssigned(
  context: Context,
  scopes: LocalScopes,
  body: readonly DraftExpr[],
  renamed: readonly DraftExpr[],
  used: ReadonlySet<string>,
): void {
  const needed = usedNames(scopes, used)
  for (const [name, local] of scopes.current) {
    if (local.occurrence !== 'assigned' || local.count > 1) continue
    if (isWildcard(name) || needed.has(local.name)) continue
    const place = renamed.find((expr) => variablesOfBody([expr], everything).has(local.name))
    const location = place?.location ?? body[0]?.location ?? local.location
    context.refuse('rego_compile_error', `assigned var ${name} unused`, location)
  }
}

/** What `some` and `every` declare must be used. */
export function refuseUnusedDeclared(
  context: Context,
  scopes: LocalScopes,
  renamed: readonly DraftExpr[],
  used: ReadonlySet<string>,
): void {
  const declared: [name: string, unique: string, location: Location][] = []
  for (const [name, local] of scopes.current) {
    // What was renamed more than once stands in the body.
    if (local.occurrence === 'declared' && local.count === 1) {
      declared.push([name, local.name, local.location])
    }
  }
  if (declared.length === 0) return
  const occurring = variablesOfBody(renamed, everything)
  const needed = usedNames(scopes, used)
  for (const [name, unique, location] of declared) {
    if (occurring.has(unique) || needed.has(unique) || isWildcard(name)) continue
    context.refuse('rego_compile_error', `declared var ${name} unused`, location)
  }
}

function usedNames(scopes: LocalScopes, used: ReadonlySet<string>): Set<string> {
  return new Set([...used].map((name) => scopes.find(name)?.name ?? name))
}
