import type { Import, RefTerm, Term, VarTerm } from './ast.ts'
import { addKeywords, importedInV0, isKeywordOf, withoutImportable } from './keywords.ts'
import { takeName } from './parse-package.ts'
import type { Parser } from './parser.ts'
import { printTerm } from './print-term.ts'
import { isRootDocument, termName } from './terms.ts'
import { Token } from './token.ts'

/** An `import` line; what it brings of the language holds from here on. */
export function parseImport(parser: Parser): Import | undefined {
  if (!parser.at(Token.import)) return undefined
  const location = parser.here()
  parser.nextOrSpace()
  if (parser.at(Token.dot) || parser.at(Token.leftBracket)) return undefined
  if (parser.at(Token.whitespace)) parser.next()
  if (!takeName(parser)) return undefined
  const path = parsePath(parser)
  if (path === undefined || !hasKnownRoot(parser, path)) return undefined
  if (parser.at(Token.as)) {
    const alias = parseAlias(parser)
    if (alias === undefined) return undefined
    return bring(parser, { path, alias, location })
  }
  checkLastName(parser, path)
  return bring(parser, { path, location })
}

/** Names that are keywords only by import are plain names here, and so is the token after the path. */
function parsePath(parser: Parser): VarTerm | RefTerm | undefined {
  const term = parser.withKeywords(withoutImportable(parser.keywords), () =>
    parser.grammar.term(parser),
  )
  if (term?.kind === 'var') return term
  if (term?.kind !== 'ref') {
    parser.fail(parser.here(), 'expected path')
    return undefined
  }
  const dynamic = term.path.find((step) => step.kind !== 'string')
  if (dynamic === undefined) return term
  parser.fail(dynamic.location, `unexpected ${termName(dynamic)} token: expecting string`)
  return undefined
}

function rootOf(path: VarTerm | RefTerm): Term {
  return path.kind === 'ref' ? path.head : path
}

function rootName(path: VarTerm | RefTerm): string | undefined {
  const root = rootOf(path)
  return root.kind === 'var' ? root.name : undefined
}

function stepsOf(path: VarTerm | RefTerm): readonly string[] {
  if (path.kind === 'var') return []
  return path.path.map((step) => (step.kind === 'string' ? step.value : ''))
}

function hasKnownRoot(parser: Parser, path: VarTerm | RefTerm): boolean {
  const name = rootName(path)
  if (name === 'data' || name === 'input' || name === 'future' || name === 'rego') return true
  parser.hint('if this is unexpected, try updating OPA')
  parser.fail(
    path.location,
    `unexpected import path, must begin with one of: {data, future, input, rego}, got: ${printTerm(rootOf(path))}`,
  )
  return false
}

function parseAlias(parser: Parser): string | undefined {
  parser.next()
  if (parser.at(Token.identifier)) {
    const term = parser.grammar.term(parser)
    if (term?.kind === 'var' && !isRootDocument(term)) return term.name
  }
  parser.refuseToken('expected var')
  return undefined
}

/** What is imported goes by the last name of its path. */
function checkLastName(parser: Parser, path: VarTerm | RefTerm): void {
  if (path.kind === 'ref' && rootName(path) === 'future') return
  const last = path.kind === 'ref' ? path.path.at(-1) : path
  const name = last?.kind === 'string' ? last.value : rootName(path)
  if (last === undefined || name === undefined || !isKeywordOf(parser.version, name)) return
  parser.hint('import a different path or use an alias')
  parser.fail(last.location, `unexpected import path, must not end with a keyword, got: ${name}`)
}

function bring(parser: Parser, imported: Import): Import {
  const name = rootName(imported.path)
  if (name === 'rego') bringV1(parser, imported)
  if (name === 'future') bringKeywords(parser, imported)
  return imported
}

/** `import rego.v1` */
export function isV1Import({ path }: Import): boolean {
  const steps = stepsOf(path)
  return rootName(path) === 'rego' && steps.length === 1 && steps[0] === 'v1'
}

function bringV1(parser: Parser, imported: Import): void {
  const { path, alias } = imported
  if (!isV1Import(imported)) {
    parser.fail(path.location, `invalid import \`${printTerm(path)}\`, must be \`rego.v1\``)
    return
  }
  if (parser.version === 'v1') return
  if (alias !== undefined) {
    parser.fail(path.location, '`rego` imports cannot be aliased')
    return
  }
  parser.keywords = addKeywords(parser.keywords, importedInV0)
}

function bringKeywords(parser: Parser, { path, alias }: Import): void {
  const [keywords, word] = stepsOf(path)
  if (keywords !== 'keywords') {
    parser.fail(path.location, 'invalid import, must be `future.keywords`')
    return
  }
  if (alias !== undefined) {
    parser.fail(path.location, '`future` imports cannot be aliased')
    return
  }
  const { importable } = parser
  // A path with more steps is taken as if it had none.
  if (path.kind !== 'ref' || path.path.length !== 2 || word === undefined) {
    parser.keywords = addKeywords(parser.keywords, importable)
    return
  }
  const token = importable.get(word)
  if (token === undefined) {
    const words = [...importable.keys()].sort().join(' ')
    parser.fail(path.location, `unexpected keyword, must be one of [${words}]`)
    return
  }
  if (word === 'not') parser.notTakesBody = true
  parser.keywords = addKeywords(parser.keywords, [[word, token]])
}
