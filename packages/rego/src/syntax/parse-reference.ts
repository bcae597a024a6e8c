import type { RefTerm, Term, VarTerm } from './ast.ts'
import { parseItems } from './parse-items.ts'
import type { Parser } from './parser.ts'
import { call, reference, string, termName } from './terms.ts'
import { Token } from './token.ts'

/**
 * After the last token of `head`: `.x`, `[x]` and `(x)` that follow it without white space. `closed`
 * is set for a name in parentheses, which takes no steps.
 */
export function parseSteps(parser: Parser, head: Term, closed = false): Term | undefined {
  parser.nextOrSpace()
  return followSteps(parser, head, closed)
}

/** The same at the token after `head`. */
export function followSteps(parser: Parser, head: Term, closed = false): Term | undefined {
  switch (parser.token) {
    case Token.leftParen:
    case Token.dot:
    case Token.leftBracket:
      break
    case Token.whitespace:
      parser.next()
      return head
    default:
      return head
  }
  if (closed || !takesSteps(head)) {
    parser.fail(head.location, `illegal ref (head cannot be ${termName(head)})`)
  }
  return parseChain(parser, head)
}

function takesSteps(head: Term): boolean {
  switch (head.kind) {
    case 'var':
    case 'array':
    case 'object':
    case 'set':
    case 'comprehension':
    case 'call':
      return true
    default:
      return false
  }
}

function parseChain(parser: Parser, first: Term): Term | undefined {
  const start = first.location
  let head = first
  let path: Term[] = []
  for (let links = 1; ; ) {
    switch (parser.token) {
      case Token.dot: {
        const step = parseDotStep(parser)
        if (step === undefined) return undefined
        path.push(step)
        break
      }
      case Token.leftBracket: {
        const step = parseBracketStep(parser)
        if (step === undefined) return undefined
        path.push(step)
        break
      }
      case Token.leftParen: {
        if (!parser.fits(links++)) return undefined
        const called = parseCall(parser, operatorOf(parser, head, path))
        // A call is followed by steps or by white space, never by another call.
        if (called === undefined || !stepFollows(parser)) return called
        head = called
        path = []
        break
      }
      default: {
        const location = parser.since(start)
        if (parser.at(Token.whitespace)) parser.next()
        return reference(head, path, location)
      }
    }
  }
}

/** At the token after a call; goes over white space. */
function stepFollows(parser: Parser): boolean {
  if (parser.at(Token.whitespace)) parser.next()
  else return parser.at(Token.dot) || parser.at(Token.leftBracket)
  return false
}

function parseDotStep(parser: Parser): Term | undefined {
  parser.nextOrSpace()
  if (!parser.isNameOrKeyword()) {
    parser.refuseToken('expected identifier')
    return undefined
  }
  const step = string(parser.text, parser.here())
  parser.nextOrSpace()
  return step
}

function parseBracketStep(parser: Parser): Term | undefined {
  parser.next()
  const step = parser.grammar.infix(parser)
  if (step === undefined) return undefined
  if (!parser.at(Token.rightBracket)) {
    parser.refuseToken('expected [')
    return undefined
  }
  parser.nextOrSpace()
  return step
}

function operatorOf(parser: Parser, head: Term, path: readonly Term[]): VarTerm | RefTerm {
  if (path.length === 0 && head.kind === 'var') return head
  const { location } = head
  return reference(head, path, {
    file: parser.file,
    row: location.row,
    col: location.col,
    offset: location.offset,
    end: parser.tokenStart,
  })
}

/** At the parenthesis after a function's name. */
function parseCall(parser: Parser, operator: VarTerm | RefTerm): Term | undefined {
  const start = operator.location
  parser.next()
  const none = parser.at(Token.rightParen)
  const args = none ? [] : parseItems(parser, Token.rightParen, [])
  if (args === undefined) return undefined
  const location = parser.through(start)
  parser.nextOrSpace()
  if (none && operator.kind === 'var' && operator.name === 'set') {
    return { kind: 'set', items: [], location }
  }
  return call(operator, args, undefined, location)
}
