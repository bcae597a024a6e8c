import type { Location } from '../../syntax/location.ts'
import type {
  CallExprDraft,
  DraftExpr,
  DraftTerm,
  RefDraft,
  Scalar,
  ScalarDraft,
  Uses,
  VarDraft,
} from './draft.ts'

/** Makers of nodes, so that every node of a kind has the same shape. */

export function variable(name: string, location: Location): VarDraft {
  return { kind: 'var', name, location }
}

export function scalar(value: Scalar, location: Location): ScalarDraft {
  return { kind: 'scalar', value, location }
}

export function operatorNamed(name: string, location: Location): RefDraft {
  return { kind: 'ref', terms: [variable(name, location)], location }
}

/** `left = right`, which no text was written for. */
export function equation(left: DraftTerm, right: DraftTerm, location: Location): CallExprDraft {
  return {
    kind: 'call',
    operator: operatorNamed('eq', location),
    args: [left, right],
    negated: false,
    assigned: false,
    with: [],
    location,
    generated: true,
  }
}

/** Adds to a body; one that is only `true` becomes what is added. */
export function appendToBody(body: DraftExpr[], added: readonly DraftExpr[]): void {
  const [first] = body
  if (added.length > 0 && body.length === 1 && first !== undefined && isTrue(first)) body.length = 0
  body.push(...added)
}

export function isTrue(expr: DraftExpr): boolean {
  return (
    expr.kind === 'term' &&
    !expr.negated &&
    expr.with.length === 0 &&
    expr.term.kind === 'scalar' &&
    expr.term.value === true
  )
}

export function noUses(): Uses {
  return {
    with: false,
    template: false,
    print: false,
    metadata: false,
    rootAssigned: false,
    shadowing: false,
  }
}
