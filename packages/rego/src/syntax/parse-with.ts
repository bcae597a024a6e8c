import type { Expr, RefTerm, VarTerm, With } from './ast.ts'
import type { Parser } from './parser.ts'
import { Token } from './token.ts'

/** One or more `with target as value`; none where the current token is another. */
export function parseWith(parser: Parser): With[] | undefined {
  const modifiers: With[] = []
  while (parser.at(Token.with)) {
    const modifier = parseModifier(parser)
    if (modifier === undefined) return undefined
    modifiers.push(modifier)
  }
  return modifiers
}

/** `expression` with the modifiers that follow it. */
export function addWith(parser: Parser, expression: Expr): Expr | undefined {
  if (!parser.at(Token.with)) return expression
  const modifiers = parseWith(parser)
  return modifiers && { ...expression, with: modifiers }
}

function parseModifier(parser: Parser): With | undefined {
  const start = parser.here()
  parser.next()
  if (!parser.at(Token.identifier)) {
    parser.refuseToken('expected ident')
    return undefined
  }
  const parsed = parser.grammar.term(parser)
  if (parsed === undefined) return undefined
  let target: VarTerm | RefTerm | undefined
  if (parsed.kind === 'var' || parsed.kind === 'ref') target = parsed
  else parser.refuseToken('expected with target path')
  if (!parser.at(Token.as)) {
    parser.refuseToken('expected as keyword')
    return undefined
  }
  parser.next()
  const value = parser.grammar.infix(parser)
  return target && value && { target, value, location: parser.since(start) }
}
