import type { DiagnosticCode } from '../../syntax/diagnostic.ts'
import type { Location } from '../../syntax/location.ts'
import { isGenerated } from '../draft/name-source.ts'
import { printName } from '../draft/print-draft.ts'
import type { Unsafe } from './order-body.ts'

interface Context {
  original(name: string): string
  refuse(code: DiagnosticCode, message: string, location: Location): void
}

const importable: ReadonlySet<string> = new Set([
  'and',
  'contains',
  'every',
  'if',
  'in',
  'not',
  'or',
])

/** Says of each variable that nothing binds where it is first wanted. `rule` names the rule where lines do not. */
export function refuseUnsafe(
  context: Context,
  unsafe: readonly Unsafe[],
  rule: string | undefined,
): void {
  const first = new Map<string, Location>()
  for (const { name, expr } of unsafe) {
    const known = first.get(name)
    if (known === undefined || compareLocations(expr.location, known) < 0) {
      first.set(name, expr.location)
    }
  }
  const sorted = [...first]
    .map(([name, location]) => ({ name: context.original(name), location }))
    .sort((a, b) => compareLocations(a.location, b.location))
  let said = false
  for (const { name, location } of sorted) {
    if (isGenerated(name)) continue
    said = true
    context.refuse('rego_unsafe_var_error', unsafeMessage(name, rule), location)
  }
  if (said) return
  const places = new Map<string, Location>()
  for (const { name, location } of sorted) places.set(name, location)
  for (const location of new Set(places.values())) {
    context.refuse('rego_unsafe_var_error', 'expression is unsafe', location)
  }
}

export function unsafeMessage(name: string, rule: string | undefined): string {
  const shown = printName(name)
  const place = rule === undefined ? '' : ` in rule ${rule}`
  const hint = importable.has(name)
    ? ` (hint: \`import future.keywords.${name}\` to import a future keyword)`
    : ''
  return `var ${shown} is unsafe${place}${hint}`
}

function compareLocations(a: Location, b: Location): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.row - b.row || a.col - b.col
}
