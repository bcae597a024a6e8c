import type { Term } from './ast.ts'
import type { Diagnostic } from './diagnostic.ts'
import { nowhere } from './location.ts'
import { parseQuery } from './parse-query.ts'

/** One term of v1, such as `{"a", 1}` or `input.x`; an operator or a call is none. */
export function parseTerm(
  text: string,
): { readonly term: Term } | { readonly diagnostics: Diagnostic[] } {
  const parsed = parseQuery({ source: text, version: 'v1' })
  if ('diagnostics' in parsed) return parsed
  const [expression] = parsed.body
  if (parsed.body.length !== 1 || expression === undefined) {
    return refused(`expected exactly one term but got ${parsed.body.length}`)
  }
  if (expression.kind !== 'term' || expression.term.kind === 'call') return refused('expected term')
  return { term: expression.term }
}

function refused(message: string): { readonly diagnostics: Diagnostic[] } {
  return { diagnostics: [{ code: 'rego_parse_error', message, location: nowhere }] }
}
