import assert from 'node:assert/strict'
import type { Body, Module, Rule } from '../../src/syntax/ast.ts'
import { type Diagnostic, formatDiagnostic } from '../../src/syntax/diagnostic.ts'
import { type ModuleSource, parseModule } from '../../src/syntax/parse-module.ts'
import { parseQuery } from '../../src/syntax/parse-query.ts'

type Options = Partial<Omit<ModuleSource, 'source'>>

export function moduleOf(source: string, options: Options = {}): Module {
  const parsed = parseModule({ name: 'a.rego', version: 'v1', ...options, source })
  if ('module' in parsed) return parsed.module
  assert.fail(lines(parsed.diagnostics).join('\n'))
}

/** The rules of a text after `package a`. */
export function rulesOf(source: string, options: Options = {}): readonly Rule[] {
  return moduleOf(`package a\n${source}`, options).rules
}

/** What is wrong with a text after `package a`, as `row:col message`. */
export function problemsOf(source: string, options: Options = {}): string[] {
  const text = `package a\n${source}`
  const parsed = parseModule({ name: '', version: 'v1', ...options, source: text })
  if ('module' in parsed) assert.fail('it reads')
  return parsed.diagnostics.map(
    ({ message, location }) => `${location.row}:${location.col} ${message}`,
  )
}

export function bodyOf(source: string, options: Options = {}): Body {
  const parsed = parseQuery({ version: 'v1', ...options, source })
  if ('body' in parsed) return parsed.body
  assert.fail(lines(parsed.diagnostics).join('\n'))
}

export function lines(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.flatMap((diagnostic) => [
    formatDiagnostic(diagnostic),
    ...(diagnostic.details ?? []),
  ])
}
