import type { Package, Term } from './ast.ts'
import type { Parser } from './parser.ts'
import { reference, string, termName, variable } from './terms.ts'
import { Token } from './token.ts'

/** A `package` line; undefined without a noted problem where `package` is the name of something. */
export function parsePackage(parser: Parser): Package | undefined {
  if (!parser.at(Token.package)) return undefined
  const start = parser.here()
  parser.nextOrSpace()
  if (parser.at(Token.dot) || parser.at(Token.leftBracket)) return undefined
  if (parser.at(Token.whitespace)) parser.next()
  if (!takeName(parser)) return undefined
  const term = parser.grammar.term(parser)
  if (term === undefined) return undefined
  const steps = packageSteps(parser, term)
  if (steps === undefined) return undefined
  const location = term.kind === 'ref' ? term.head.location : term.location
  const path = reference(variable('data', location), steps, term.location)
  return { path, location: start }
}

/** A keyword may stand as the first name of a path. */
export function takeName(parser: Parser): boolean {
  if (!parser.isNameOrKeyword()) {
    parser.refuseToken()
    return false
  }
  parser.token = Token.identifier
  return true
}

function packageSteps(parser: Parser, term: Term): Term[] | undefined {
  if (term.kind === 'var') return [string(term.name, term.location)]
  if (term.kind !== 'ref') {
    parser.refuseToken()
    return undefined
  }
  const { head, path } = term
  if (head.kind !== 'var') {
    parser.fail(head.location, `unexpected ${termName(head)} token: expecting var`)
    return undefined
  }
  const dynamic = path.find((step) => step.kind !== 'string')
  if (dynamic !== undefined) {
    parser.fail(dynamic.location, `unexpected ${termName(dynamic)} token: expecting string`)
    return undefined
  }
  return [string(head.name, head.location), ...path]
}
