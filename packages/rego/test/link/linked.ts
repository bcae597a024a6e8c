import { builtinTable } from '../../src/builtins/table.ts'
import { type LinkOptions, link } from '../../src/link/link.ts'
import { linkQuery, type QueryOptions } from '../../src/link/link-query.ts'
import type { Program } from '../../src/link/program.ts'
import type { Module, RegoVersion } from '../../src/syntax/ast.ts'
import { type Diagnostic, formatDiagnostic } from '../../src/syntax/diagnostic.ts'
import { parseModule } from '../../src/syntax/parse-module.ts'
import { parseQuery } from '../../src/syntax/parse-query.ts'
import { printBody, printProgram } from '../support/print-program.ts'

type Options = Omit<LinkOptions, 'modules' | 'builtins'> & { readonly version?: RegoVersion }

/** Modules from texts, called `0.rego`, `1.rego`, … */
export function parsed(texts: readonly string[], version: RegoVersion = 'v1'): Module[] {
  return texts.map((source, i) => {
    const result = parseModule({ name: `${i}.rego`, source, version, experimentalKeywords: true })
    if ('diagnostics' in result) throw new Error(result.diagnostics.map(formatDiagnostic).join())
    return result.module
  })
}

/** The program of `package test` with these rules, and of more modules. */
export function program(
  rules: string,
  options: Options = {},
  more: readonly string[] = [],
): Program {
  const { version, ...rest } = options
  const modules = parsed([`package test\n${rules}`, ...more], version)
  const linked = link({ modules, builtins: builtinTable, ...rest })
  if ('diagnostics' in linked) throw new Error(linked.diagnostics.map(inFull).join('\n'))
  return linked.program
}

/** The rules as linking leaves them, a line each for the rule and its expressions. */
export function linked(rules: string, options: Options = {}, more: readonly string[] = []): string {
  return printProgram(program(rules, options, more))
}

/** What is wrong with the rules: `row:col message`, with the lines below it. */
export function refused(
  rules: string,
  options: Options = {},
  more: readonly string[] = [],
): string[] {
  const { version, ...rest } = options
  const modules = parsed([`package test\n${rules}`, ...more], version)
  const result = link({ modules, builtins: builtinTable, ...rest })
  if (!('diagnostics' in result)) throw new Error('nothing is wrong')
  return result.diagnostics.map(
    ({ location, message, code }) => `${location.row - 1}:${location.col} ${code} ${message}`,
  )
}

/** The expressions of a query asked of these rules. */
export function linkedQuery(
  text: string,
  rules = '',
  options: Partial<QueryOptions> = {},
): { readonly body: string; readonly shown: string[] } {
  const result = query(text, rules, options)
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(inFull).join('\n'))
  const { body, variables } = result.query
  return { body: printBody(body), shown: variables.map(({ shown }) => shown) }
}

export function refusedQuery(
  text: string,
  rules = '',
  options: Partial<QueryOptions> = {},
): string[] {
  const result = query(text, rules, options)
  if (!('diagnostics' in result)) throw new Error('nothing is wrong')
  return result.diagnostics.map(({ message }) => message)
}

function query(
  text: string,
  rules: string,
  options: Partial<QueryOptions>,
): ReturnType<typeof linkQuery> {
  const result = parseQuery({ source: text, version: 'v1' })
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(formatDiagnostic).join())
  return linkQuery(result.body, program(rules), { builtins: builtinTable, ...options })
}

function inFull(diagnostic: Diagnostic): string {
  return [formatDiagnostic(diagnostic), ...(diagnostic.details ?? [])].join('\n\t')
}
