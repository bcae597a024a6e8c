import type { Import } from '../../syntax/ast.ts'
import { printValue } from '../../values/print.ts'
import type { DraftExpr, DraftTerm } from './draft.ts'
import { isWildcard } from './name-source.ts'

const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/
const keywords: ReadonlySet<string> = new Set([
  'as',
  'contains',
  'default',
  'else',
  'every',
  'false',
  'if',
  'import',
  'in',
  'not',
  'null',
  'package',
  'some',
  'true',
  'with',
])

/** A term as messages show it; `original` gives the written name of a variable. */
export function printDraft(
  term: DraftTerm,
  original: (name: string) => string = (name) => name,
): string {
  const print = (inner: DraftTerm): string => printDraft(inner, original)
  switch (term.kind) {
    case 'scalar':
      return printValue(term.value)
    case 'var':
      return printName(original(term.name))
    case 'ref':
      return printReference(term.terms, original)
    case 'array':
      return `[${term.items.map(print).join(', ')}]`
    case 'set':
      return term.items.length === 0 ? 'set()' : `{${term.items.map(print).join(', ')}}`
    case 'object':
      return `{${term.entries.map(([key, value]) => `${print(key)}: ${print(value)}`).join(', ')}}`
    case 'call':
      return `${print(term.operator)}(${term.args.map(print).join(', ')})`
    case 'comprehension': {
      const head =
        term.key === undefined ? print(term.value) : `${print(term.key)}: ${print(term.value)}`
      const [open, close] = term.collects === 'array' ? ['[', ']'] : ['{', '}']
      return `${open}${head} | ${term.body.map((expr) => printExpr(expr, original)).join('; ')}${close}`
    }
    case 'template':
      return '$"…"'
  }
}

export function printReference(
  terms: readonly DraftTerm[],
  original: (name: string) => string = (name) => name,
): string {
  return terms
    .map((term, index) => {
      if (index === 0) return printDraft(term, original)
      return term.kind === 'scalar' && typeof term.value === 'string'
        ? printStep(term.value)
        : `[${printDraft(term, original)}]`
    })
    .join('')
}

/** `data.a["b c"]` of `['a', 'b c']`. */
export function printPath(path: readonly string[]): string {
  return `data${path.map(printStep).join('')}`
}

/** `import data.foo as bar` */
export function printImport({ path, alias }: Import): string {
  const head = path.kind === 'var' ? path.name : path.head.kind === 'var' ? path.head.name : ''
  const steps = path.kind === 'var' ? [] : path.path
  const text = steps.map((step) => (step.kind === 'string' ? printStep(step.value) : '')).join('')
  return `import ${head}${text}${alias === undefined ? '' : ` as ${alias}`}`
}

function printStep(step: string): string {
  return plainName.test(step) && !keywords.has(step) ? `.${step}` : `[${printValue(step)}]`
}

export function printName(name: string): string {
  return isWildcard(name) ? '_' : name
}

function printExpr(expr: DraftExpr, original: (name: string) => string): string {
  const print = (term: DraftTerm): string => printDraft(term, original)
  switch (expr.kind) {
    case 'term':
      return `${expr.negated ? 'not ' : ''}${print(expr.term)}`
    case 'call': {
      const [left, right] = expr.args
      const text =
        print(expr.operator) === 'eq' && left !== undefined && right !== undefined
          ? `${print(left)} = ${print(right)}`
          : `${print(expr.operator)}(${expr.args.map(print).join(', ')})`
      return `${expr.negated ? 'not ' : ''}${text}`
    }
    default:
      return expr.kind
  }
}
