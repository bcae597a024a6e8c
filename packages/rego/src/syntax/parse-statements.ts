import type { Body, Comment, Import, Package, RegoVersion } from './ast.ts'
import type { Diagnostic } from './diagnostic.ts'
import { grammar } from './grammar.ts'
import { addKeywords, firstKeywords, importableKeywords } from './keywords.ts'
import { parseQueryBody } from './parse-body.ts'
import { parseImport } from './parse-import.ts'
import { parsePackage } from './parse-package.ts'
import { parseRules } from './parse-rules.ts'
import { Parser } from './parser.ts'
import type { RuleDraft } from './rule-draft.ts'
import { Token } from './token.ts'

export interface ParseOptions {
  readonly version: RegoVersion
  /** `and` and `or` may be imported. */
  readonly experimentalKeywords?: boolean
  /** As if `import future.keywords` came first. */
  readonly allFutureKeywords?: boolean
  /** As if `import future.keywords.x` came first, for each of them. */
  readonly futureKeywords?: readonly string[]
}

export type Statement =
  | { readonly kind: 'package'; readonly package: Package }
  | { readonly kind: 'import'; readonly import: Import }
  | ({ readonly kind: 'rule' } & RuleDraft)
  | { readonly kind: 'body'; readonly body: Body }

export interface Statements {
  readonly statements: readonly Statement[]
  readonly comments: readonly Comment[]
}

export interface StatementsSource extends ParseOptions {
  /** Empty for what has no file. */
  readonly name: string
  readonly source: string
  /** Rules are read as bodies. */
  readonly skipRules?: boolean
}

/** What is wrong with a text; the comments are those up to there. */
export interface Unreadable {
  readonly diagnostics: Diagnostic[]
  readonly comments: readonly Comment[]
}

/** Every statement of a text in turn, or what is wrong with the first that cannot be read. */
export function parseStatements(options: StatementsSource): Statements | Unreadable {
  const parser = startParser(options)
  if (!(parser instanceof Parser)) return parser
  const statements: Statement[] = []
  while (!parser.at(Token.eof)) {
    const found = parseStatement(parser, options.skipRules === true)
    if (found === undefined) break
    for (const statement of found) statements.push(statement)
    parser.forget()
  }
  const comments = parser.comments()
  if (parser.failed) return { diagnostics: parser.diagnostics(), comments }
  return { statements, comments }
}

function startParser(options: StatementsSource): Parser | Unreadable {
  const importable = importableKeywords(options.experimentalKeywords === true)
  const words = options.futureKeywords ?? []
  const unknown = words.find((word) => !importable.has(word))
  if (unknown !== undefined) {
    const location = { file: options.name, row: 0, col: 0, offset: 0, end: 0 }
    const message = `unknown future keyword: ${unknown}`
    return { diagnostics: [{ code: 'rego_parse_error', message, location }], comments: [] }
  }
  const chosen = [...importable].filter(
    ([word]) => options.allFutureKeywords === true || words.includes(word),
  )
  const parser = new Parser({
    grammar,
    file: options.name,
    source: options.source,
    version: options.version,
    keywords: addKeywords(firstKeywords(options.version), chosen),
    importable,
  })
  parser.notTakesBody = chosen.some(([word]) => word === 'not')
  return parser
}

/** The next statement: package, import, rule, or else a body, which may declare a rule as well. */
function parseStatement(parser: Parser, skipRules: boolean): Statement[] | undefined {
  const before = parser.mark()
  if (parser.at(Token.package)) {
    const found = parsePackage(parser)
    if (found !== undefined) return [{ kind: 'package', package: found }]
  }
  // The first token may be wrong itself, or the statement before it ended in something that was.
  if (parser.failed) return undefined
  parser.goTo(before)
  if (parser.at(Token.import)) {
    const found = parseImport(parser)
    if (found !== undefined) return [{ kind: 'import', import: found }]
    if (parser.failed) return undefined
    parser.goTo(before)
  }
  if (!skipRules) {
    const rules = parseRules(parser)
    if (rules !== undefined) return rules.map((rule) => ({ kind: 'rule', ...rule }))
    if (parser.failed) return undefined
    parser.goTo(before)
  }
  const body = parseQueryBody(parser)
  return body && [{ kind: 'body', body }]
}
