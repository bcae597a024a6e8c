import type { LinkedExpr } from '../link/program.ts'
import { walkExpression } from '../link/walk-expressions.ts'

/** The names of all variables in an expression, those of its inner bodies too. */
export function localsIn(expression: LinkedExpr): ReadonlySet<string> {
  const found = new Set<string>()
  walkExpression(expression, {
    term: (term) => {
      if (term.kind === 'local') found.add(term.name)
      else if (term.kind === 'reference' && typeof term.head !== 'string') found.add(term.head.name)
    },
  })
  return found
}
