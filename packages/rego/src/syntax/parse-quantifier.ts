import type { EveryExpr, Expr, SomeExpr, Term, VarTerm } from './ast.ts'
import { addKeywords, importedInV0 } from './keywords.ts'
import { addWith } from './parse-with.ts'
import type { Parser } from './parser.ts'
import { isRootDocument, membershipNames, variable } from './terms.ts'
import { Token } from './token.ts'

/** `some x, y` or `some k, v in xs`. */
export function parseSome(parser: Parser): Expr | undefined {
  const start = parser.here()
  const before = parser.mark()
  parser.next()
  const term = parser.attempt(() => parser.grammar.infix(parser))
  if (term?.kind === 'call') {
    const expression = someIn(term, parser)
    return expression && addWith(parser, { ...expression, location: parser.since(start) })
  }
  parser.goTo(before)
  if (parser.version !== 'v1') hintAtSomeIn(parser)
  return parseNames(parser)
}

function someIn(term: Term & { kind: 'call' }, parser: Parser): Expr | undefined {
  const names = membershipNames(term)
  if (names === 0) {
    parser.refuseToken('expected `x in xs` or `x, y in xs` expression')
    return undefined
  }
  const [first, second, third] = term.args
  if (term.args.length !== names + 1 || first === undefined || second === undefined) {
    parser.refuseToken('illegal domain')
    return undefined
  }
  const { location } = term
  return third === undefined
    ? { kind: 'some-in', value: first, domain: second, with: [], location }
    : { kind: 'some-in', key: first, value: second, domain: third, with: [], location }
}

/** Without the keyword `in` the text may still be meant to have it. */
function hintAtSomeIn(parser: Parser): void {
  const term = readAhead(parser, () => {
    parser.next()
    return parser.grammar.infix(parser)
  })
  if (term !== undefined && membershipNames(term) > 0) {
    parser.hint('`import future.keywords.in` for `some x in xs` expressions')
  }
}

/** Reads with all keywords and comes back; undefined too where enough was read for nothing. */
function readAhead<T>(parser: Parser, read: () => T | undefined): T | undefined {
  if (parser.hintBudget <= 0) return undefined
  const before = parser.mark()
  const result = parser.withKeywords(addKeywords(parser.keywords, importedInV0), () =>
    parser.attempt(read),
  )
  parser.hintBudget -= parser.tokenStart - before.tokenStart
  parser.goTo(before)
  return result
}

function parseNames(parser: Parser): SomeExpr | undefined {
  const start = parser.here()
  const names: VarTerm[] = []
  do {
    parser.next()
    if (!parser.at(Token.identifier)) {
      parser.refuseToken('expected var')
      return undefined
    }
    const name = parser.text === '_' ? parser.wildcard() : parser.text
    names.push(variable(name, parser.here()))
    parser.next()
  } while (parser.at(Token.comma))
  return { kind: 'some', names, with: [], location: parser.since(start) }
}

/** `every k, v in xs { … }`, at its keyword. */
export function parseEvery(parser: Parser): Expr | undefined {
  const start = parser.here()
  parser.next()
  const term = parser.grammar.infix(parser)
  if (term === undefined) return undefined
  const parts = everyParts(parser, term)
  if (parts === undefined) return undefined
  if (!parser.at(Token.leftBrace)) {
    parser.refuseToken('missing body')
    return undefined
  }
  parser.next()
  const body = parser.grammar.body(parser, Token.rightBrace)
  if (body === undefined) return undefined
  parser.next()
  return addWith(parser, { kind: 'every', ...parts, body, with: [], location: parser.since(start) })
}

function everyParts(
  parser: Parser,
  term: Term,
): Pick<EveryExpr, 'key' | 'value' | 'domain'> | undefined {
  const names = membershipNames(term)
  if (term.kind !== 'call' || names === 0) {
    parser.refuseToken('expected `x[, y] in xs { ... }` expression')
    return undefined
  }
  const [first, second, third] = term.args
  if (term.args.length !== names + 1 || first === undefined || second === undefined) {
    parser.refuseToken('illegal domain')
    return undefined
  }
  if (third === undefined) {
    const value = nameOrRefuse(parser, first, 'value')
    return value && { value, domain: second }
  }
  const key = nameOrRefuse(parser, first, 'key')
  const value = key && nameOrRefuse(parser, second, 'value')
  return value && { key, value, domain: third }
}

function nameOrRefuse(parser: Parser, term: Term, role: string): VarTerm | undefined {
  if (term.kind === 'var' && !isRootDocument(term)) return term
  parser.refuseToken(`expected ${role} to be a variable`)
  return undefined
}

/** Whether this would be an `every` if that were a keyword. */
export function couldBeEvery(parser: Parser): boolean {
  return readAhead(parser, () => parseEvery(parser))?.kind === 'every'
}
