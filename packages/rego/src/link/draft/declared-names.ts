import type { Body, Expr, Term } from '../../syntax/ast.ts'

/**
 * The names that a body declares with `:=` or `some`, in the bodies of `every`, `not`, `and`, `or` too, but
 * not in those of comprehensions.
 */
export function declaredNames(body: Body, names: Set<string> = new Set()): Set<string> {
  for (const expr of body) addDeclared(expr, names)
  return names
}

function addDeclared(expr: Expr, names: Set<string>): void {
  switch (expr.kind) {
    case 'term':
    case 'not': {
      const { term } = expr
      const [target] = term.kind === 'call' && term.args.length === 2 ? term.args : []
      if (target !== undefined && isAssign(term)) addNames(target, names)
      return
    }
    case 'some':
      for (const { name } of expr.names) names.add(name)
      return
    case 'some-in':
      if (expr.key !== undefined) addNames(expr.key, names)
      addNames(expr.value, names)
      return
    case 'every':
    case 'not-body':
      declaredNames(expr.body, names)
      return
    default:
      declaredNames(expr.left, names)
      declaredNames(expr.right, names)
  }
}

function isAssign(term: Term): boolean {
  return term.kind === 'call' && term.operator.kind === 'var' && term.operator.name === 'assign'
}

/** Every name in the term, the heads of references too. */
export function addNames(term: Term, names: Set<string>): void {
  switch (term.kind) {
    case 'var':
      names.add(term.name)
      return
    case 'ref':
      addNames(term.head, names)
      for (const step of term.path) addNames(step, names)
      return
    case 'array':
    case 'set':
      for (const item of term.items) addNames(item, names)
      return
    case 'object':
      for (const [key, value] of term.entries) {
        addNames(key, names)
        addNames(value, names)
      }
      return
    case 'call':
      addNames(term.operator, names)
      for (const arg of term.args) addNames(arg, names)
      return
    default:
      return
  }
}
