import type { Diagnostic } from './diagnostic.ts'
import { nowhere } from './location.ts'
import { parseStatements, type Statement, type StatementsSource } from './parse-statements.ts'

/** Exactly one package line, import, rule or body; the style that v1 asks of rules is not looked at. */
export function parseStatement(
  options: Omit<StatementsSource, 'name'> & { readonly name?: string },
): { readonly statement: Statement } | { readonly diagnostics: Diagnostic[] } {
  const parsed = parseStatements({ ...options, name: options.name ?? '' })
  if ('diagnostics' in parsed) return { diagnostics: parsed.diagnostics }
  const [statement] = parsed.statements
  if (parsed.statements.length === 1 && statement !== undefined) return { statement }
  const message = 'expected exactly one statement'
  return { diagnostics: [{ code: 'rego_parse_error', message, location: nowhere }] }
}
