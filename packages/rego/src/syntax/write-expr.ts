import type { Body, Expr, LogicalExpr, Term, With } from './ast.ts'
import { writeBody, writeLooseTerm, writeTerm } from './write-term.ts'

/** An expression as Rego that reads as the same expression, on one line. */
export function writeExpr(expression: Expr): string {
  return writeBare(expression) + expression.with.map(writeWith).join('')
}

function writeWith({ target, value }: With): string {
  return ` with ${writeTerm(target, writeExpr)} as ${writeTerm(value, writeExpr)}`
}

function writeBare(expression: Expr): string {
  switch (expression.kind) {
    case 'term':
      return writeLooseTerm(expression.term, writeExpr)
    case 'not':
      return `not ${writeLooseTerm(expression.term, writeExpr)}`
    case 'not-body':
      return `not ${writeOperand(expression.body, expression.braces)}`
    case 'some':
      return `some ${expression.names.map((name) => writeTerm(name, writeExpr)).join(', ')}`
    case 'some-in':
      return `some ${writeMembership(expression)}`
    case 'every':
      return `every ${writeMembership(expression)} { ${writeBody(expression.body, writeExpr)} }`
    case 'and':
    case 'or':
      return writeLogical(expression)
  }
}

function writeMembership(expression: {
  readonly key?: Term
  readonly value: Term
  readonly domain: Term
}): string {
  const { key, value, domain } = expression
  const names = key === undefined ? [value] : [key, value]
  const written = names.map((name) => writeTerm(name, writeExpr)).join(', ')
  return `${written} in ${writeTerm(domain, writeExpr)}`
}

function writeLogical({ kind, left, right, braces }: LogicalExpr): string {
  return `${writeOperand(left, braces.left)} ${kind} ${writeOperand(right, braces.right)}`
}

function writeOperand(body: Body, braces: boolean): string {
  const [only] = body
  if (braces || body.length !== 1 || only === undefined) return `{ ${writeBody(body, writeExpr)} }`
  const written = writeExpr(only)
  return only.kind === 'term' && only.with.length === 0 ? written : `(${written})`
}
