import type {
  Callee,
  LinkedBody,
  LinkedExpr,
  LinkedRule,
  LinkedTerm,
  LinkedWith,
  Program,
  RuleNode,
} from '../../src/link/program.ts'
import { printValue } from '../../src/values/print.ts'

/** A linked program as text, to be read by people: an expression a line, after its rule. */
export function printProgram(program: Program): string {
  const lines: string[] = []
  const visit = (node: RuleNode): void => {
    for (const rule of node.rules) lines.push(printRule(rule))
    for (const child of node.children.values()) visit(child)
  }
  visit(program.root)
  return lines.join('\n')
}

/** `data.a.p[x] = y`, its body below it, and its `else`. */
export function printRule(rule: LinkedRule): string {
  const { path, steps, kind, args, value, body } = rule
  const name = `${printPath(path)}${steps.map((step) => `[${printTerm(step)}]`).join('')}`
  const call = kind === 'function' ? `(${args.map(printTerm).join(', ')})` : ''
  const operator = kind === 'set' ? 'contains' : '='
  const first = `${rule.default ? 'default ' : ''}${name}${call} ${operator} ${printTerm(value)}`
  const next = rule.else === undefined ? '' : `\nelse ${printRule(rule.else)}`
  return [first, ...body.map((expr) => `  ${printExpr(expr)}`)].join('\n') + next
}

export function printBody(body: LinkedBody): string {
  return body.map(printExpr).join('; ')
}

export function printExpr(expr: LinkedExpr): string {
  return [printBare(expr), ...expr.with.map(printWith)].join(' ')
}

function printBare(expr: LinkedExpr): string {
  switch (expr.kind) {
    case 'term':
      return printTerm(expr.term)
    case 'unify':
      return `${printTerm(expr.left)} = ${printTerm(expr.right)}`
    case 'call': {
      const result = expr.result === undefined ? '' : ` = ${printTerm(expr.result)}`
      return `${printCallee(expr.callee)}(${expr.args.map(printTerm).join(', ')})${result}`
    }
    case 'not':
      return `not { ${printBody(expr.body)} }`
    case 'every': {
      const key = expr.key === undefined ? '' : `${expr.key.name}, `
      const domain = printTerm(expr.domain)
      return `every ${key}${expr.value.name} in ${domain} { ${printBody(expr.body)} }`
    }
    default:
      return `{ ${printBody(expr.left)} } ${expr.kind} { ${printBody(expr.right)} }`
  }
}

function printWith(modifier: LinkedWith): string {
  switch (modifier.kind) {
    case 'call': {
      const { target, replacement } = modifier
      const value =
        replacement.kind === 'builtin' || replacement.kind === 'function'
          ? printCallee(replacement)
          : printTerm(replacement)
      return `with ${printCallee(target)} as ${value}`
    }
    default: {
      const path = [modifier.kind, ...(modifier.path ?? ['?'])].join('.')
      return `with ${path} as ${printTerm(modifier.value)}`
    }
  }
}

export function printTerm(term: LinkedTerm): string {
  switch (term.kind) {
    case 'constant':
      return printValue(term.value)
    case 'local':
      return term.name
    case 'reference': {
      const head = typeof term.head === 'string' ? term.head : term.head.name
      return head + term.path.map((step) => `[${printTerm(step)}]`).join('')
    }
    case 'array':
      return `[${term.items.map(printTerm).join(', ')}]`
    case 'set':
      return `{${term.items.map(printTerm).join(', ')}}`
    case 'object':
      return `{${term.entries.map(([key, value]) => `${printTerm(key)}: ${printTerm(value)}`).join(', ')}}`
    case 'collect': {
      const key = term.key === undefined ? '' : `${printTerm(term.key)}: `
      const [open, close] = term.collects === 'array' ? ['[', ']'] : ['{', '}']
      return `${open}${key}${printTerm(term.value)} | ${printBody(term.body)}${close}`
    }
  }
}

function printCallee(callee: Callee): string {
  return callee.kind === 'builtin' ? callee.name : printPath(callee.path)
}

function printPath(path: readonly string[]): string {
  return ['data', ...path].join('.')
}
