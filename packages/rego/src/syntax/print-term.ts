import type {
  Body,
  CallTerm,
  ComprehensionTerm,
  Expr,
  LogicalExpr,
  ObjectTerm,
  RefTerm,
  StringTerm,
  TemplateTerm,
  Term,
  With,
} from './ast.ts'
import { sortEntries, sortTerms } from './compare-terms.ts'
import { isKeywordOf } from './keywords.ts'
import { quoteString } from './quote-string.ts'
import { isCallOf } from './terms.ts'

/**
 * A term as messages show it: calls by name (`plus(x, 1)`), sets and keys in order, every wildcard as `_`.
 * `printModule` writes what can be read again.
 */
export function printTerm(term: Term): string {
  switch (term.kind) {
    case 'null':
      return 'null'
    case 'boolean':
      return String(term.value)
    case 'number':
      return term.text
    case 'string':
      return quoteString(term.value)
    case 'var':
      return term.name.startsWith('$') ? '_' : term.name
    case 'ref':
      return printReference(term)
    case 'array':
      return `[${printTerms(term.items)}]`
    case 'set':
      return term.items.length === 0 ? 'set()' : `{${printTerms(sortTerms(term.items, printTerm))}}`
    case 'object':
      return printEntries(term.entries)
    case 'comprehension':
      return printComprehension(term)
    case 'call':
      return `${printTerm(term.operator)}(${printTerms(term.args)})`
    case 'template':
      return printTemplate(term)
  }
}

export function printTerms(terms: readonly Term[]): string {
  return terms.map(printTerm).join(', ')
}

function printEntries(entries: ObjectTerm['entries']): string {
  const shown = sortEntries(entries, printTerm).map(
    ([key, value]) => `${printTerm(key)}: ${printTerm(value)}`,
  )
  return `{${shown.join(', ')}}`
}

function printReference({ head, path }: RefTerm): string {
  const steps = path.map((step) => {
    if (step.kind !== 'string') return `[${printTerm(step)}]`
    return isName(step.value) && !isKeywordOf('v1', step.value)
      ? `.${step.value}`
      : `[${quoteString(step.value)}]`
  })
  return printTerm(head) + steps.join('')
}

export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)
}

function printComprehension({ collects, key, value, body }: ComprehensionTerm): string {
  const head = collected(value)
  const inner = `${key === undefined ? '' : `${collected(key)}: `}${head} | ${printBody(body)}`
  return collects === 'array' ? `[${inner}]` : `{${inner}}`
}

const infixOf: ReadonlyMap<string, string> = new Map([
  ['plus', '+'],
  ['minus', '-'],
  ['mul', '*'],
  ['div', '/'],
  ['rem', '%'],
  ['and', '&'],
  ['or', '|'],
  ['eq', '='],
  ['assign', ':='],
  ['equal', '=='],
  ['neq', '!='],
  ['gt', '>'],
  ['lt', '<'],
  ['gte', '>='],
  ['lte', '<='],
])

/** The term that a comprehension collects shows its operators. */
function collected(term: Term): string {
  const infix = term.kind === 'call' ? infixText(term) : undefined
  return infix ?? printTerm(term)
}

function infixText({ operator, args }: CallTerm): string | undefined {
  const text = operator.kind === 'var' ? infixOf.get(operator.name) : undefined
  const [left, right] = args
  if (text === undefined || args.length !== 2 || left === undefined || right === undefined) {
    return undefined
  }
  return `(${collected(left)} ${text} ${collected(right)})`
}

function printTemplate({ parts }: TemplateTerm): string {
  return `$"${parts.map(printPart).join('')}"`
}

/** A plain value within braces shows as the text that it becomes. */
function printPart(part: TemplateTerm['parts'][number]): string {
  if (part.kind === 'string') return printText(part)
  if (part.kind !== 'term' || part.with.length > 0) return `{${printExpr(part)}}`
  switch (part.term.kind) {
    case 'string':
      return printText(part.term)
    case 'null':
    case 'boolean':
    case 'number':
      return printTerm(part.term)
    default:
      return `{${printExpr(part)}}`
  }
}

function printText({ value }: StringTerm): string {
  return quoteString(value).slice(1, -1).replaceAll('{', '\\{')
}

export function printBody(body: Body): string {
  return body.map(printExpr).join('; ')
}

/** An expression as messages show it. */
export function printExpr(expression: Expr): string {
  const modifiers = expression.with.map((modifier) => ` ${printWith(modifier)}`).join('')
  return printBare(expression) + modifiers
}

export function printWith({ target, value }: With): string {
  return `with ${printTerm(target)} as ${printTerm(value)}`
}

function printBare(expression: Expr): string {
  switch (expression.kind) {
    case 'term':
      return printTopTerm(expression.term)
    case 'not':
      return `not ${printTopTerm(expression.term)}`
    case 'not-body':
      return printNotBody(expression.body, expression.braces)
    case 'some':
      return `some ${printTerms(expression.names)}`
    case 'some-in':
      return `some ${printNames(expression)} in ${printTerm(expression.domain)}`
    case 'every': {
      const { domain, body } = expression
      return `every ${printNames(expression)} in ${printTerm(domain)} { ${printBody(body)} }`
    }
    case 'and':
    case 'or':
      return printLogical(expression)
  }
}

function printNames({ key, value }: { readonly key?: Term; readonly value: Term }): string {
  return key === undefined ? printTerm(value) : `${printTerm(key)}, ${printTerm(value)}`
}

function printTopTerm(term: Term): string {
  if (!isCallOf(term, 'eq') || term.args.length !== 2) return printTerm(term)
  return term.args.map(printTerm).join(' = ')
}

function printNotBody(body: Body, braces: boolean): string {
  const [only] = body
  if (braces || body.length !== 1 || only === undefined) return `not {${printBody(body)}}`
  const inner = printBody(body)
  return only.kind === 'and' || only.kind === 'or' || only.with.length > 0
    ? `not (${inner})`
    : `not ${inner}`
}

function printLogical({ kind, left, right, braces }: LogicalExpr): string {
  return `${printOperand(left, braces.left)} ${kind} ${printOperand(right, braces.right)}`
}

function printOperand(body: Body, braces: boolean): string {
  const inner = printBody(body)
  const [only] = body
  if (braces || body.length !== 1 || only === undefined) return `{ ${inner} }`
  return only.kind === 'and' || only.kind === 'or' || only.with.length > 0 ? `(${inner})` : inner
}
