import type { Body, Expr } from './ast.ts'
import type { Diagnostic } from './diagnostic.ts'
import { nowhere } from './location.ts'
import { type ParseOptions, parseStatements } from './parse-statements.ts'

export interface QuerySource extends ParseOptions {
  /** Of the file that the text is from; empty where it is from none. */
  readonly name?: string
  readonly source: string
}

/** A query: expressions on lines of their own or joined by `;`. An empty text has none. */
export function parseQuery(
  options: QuerySource,
): { readonly body: Body } | { readonly diagnostics: Diagnostic[] } {
  const parsed = parseStatements({ ...options, name: options.name ?? '', skipRules: true })
  if ('diagnostics' in parsed) return { diagnostics: parsed.diagnostics }
  const body: Expr[] = []
  for (const statement of parsed.statements) {
    if (statement.kind !== 'body') {
      const message = `expected body but got ${statement.kind}`
      return { diagnostics: [{ code: 'rego_parse_error', message, location: nowhere }] }
    }
    for (const expression of statement.body) body.push(expression)
  }
  return { body }
}
