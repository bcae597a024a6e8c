import type { Body, CallTerm, ComprehensionTerm, Expr, RefTerm, TemplateTerm, Term } from './ast.ts'
import { isName } from './print-term.ts'

/** Writes expressions; handed down so that terms and expressions may stand in files of their own. */
export type ExprWriter = (expression: Expr) => string

/** A term as Rego that reads as the same term, wherever a term may stand: operators are in parentheses. */
export function writeTerm(term: Term, writeExpr: ExprWriter): string {
  const each = (terms: readonly Term[]) =>
    terms.map((item) => writeTerm(item, writeExpr)).join(', ')
  switch (term.kind) {
    case 'null':
      return 'null'
    case 'boolean':
      return String(term.value)
    case 'number':
      return term.text
    case 'string':
      return writeString(term.value)
    case 'var':
      return writeName(term.name)
    case 'ref':
      return writeReference(term, writeExpr)
    case 'array':
      return `[${each(term.items)}]`
    case 'set':
      return term.items.length === 0 ? 'set()' : `{${each(term.items)}}`
    case 'object': {
      const entries = term.entries.map(
        ([key, value]) => `${writeTerm(key, writeExpr)}: ${writeTerm(value, writeExpr)}`,
      )
      return `{${entries.join(', ')}}`
    }
    case 'comprehension':
      return writeComprehension(term, writeExpr)
    case 'call':
      if (term.infix !== undefined) return `(${writeOperators(term, writeExpr)})`
      return `${writeTerm(term.operator, writeExpr)}(${each(term.args)})`
    case 'template':
      return writeTemplate(term, writeExpr)
  }
}

/** The same where nothing stands around the term: an operator needs no parentheses. */
export function writeLooseTerm(term: Term, writeExpr: ExprWriter): string {
  return term.kind === 'call' && term.infix !== undefined
    ? writeOperators(term, writeExpr)
    : writeTerm(term, writeExpr)
}

function writeOperators({ infix = '', args }: CallTerm, writeExpr: ExprWriter): string {
  const [first = '', second = '', third] = args.map((arg) => writeTerm(arg, writeExpr))
  return third === undefined
    ? `${first} ${infix} ${second}`
    : `${first}, ${second} ${infix} ${third}`
}

function writeName(name: string): string {
  return name.startsWith('$') ? '_' : name
}

/** As JSON; a byte-order mark may not stand in a policy. */
export function writeString(text: string): string {
  return JSON.stringify(text).replaceAll('\ufeff', '\\ufeff')
}

function writeReference({ head, path }: RefTerm, writeExpr: ExprWriter): string {
  return writeTerm(head, writeExpr) + writeSteps(path, writeExpr)
}

export function writeSteps(path: readonly Term[], writeExpr: ExprWriter): string {
  return path
    .map((step) =>
      step.kind === 'string' && isName(step.value)
        ? `.${step.value}`
        : `[${writeLooseTerm(step, writeExpr)}]`,
    )
    .join('')
}

function writeComprehension(
  { collects, key, value, body }: ComprehensionTerm,
  writeExpr: ExprWriter,
): string {
  const start = key === undefined ? '' : `${writeTerm(key, writeExpr)}: `
  const inner = `${start}${writeTerm(value, writeExpr)} | ${writeBody(body, writeExpr)}`
  return collects === 'array' ? `[${inner}]` : `{${inner}}`
}

/** On one line. */
export function writeBody(body: Body, writeExpr: ExprWriter): string {
  return body.map(writeExpr).join('; ')
}

function writeTemplate({ parts, raw }: TemplateTerm, writeExpr: ExprWriter): string {
  const quote = raw ? '`' : '"'
  const written = parts.map((part) => {
    if (part.kind !== 'string') return `{${writeExpr(part)}}`
    const text = raw ? part.value : writeString(part.value).slice(1, -1)
    return text.replaceAll('{', '\\{')
  })
  return `$${quote}${written.join('')}${quote}`
}
