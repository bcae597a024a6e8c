import type { Body, Import, Module, Rule, RuleHead, Term } from './ast.ts'
import { writeAnnotations } from './write-annotations.ts'
import { writeExpr } from './write-expr.ts'
import { writeLooseTerm, writeSteps, writeTerm } from './write-term.ts'

/**
 * A module as Rego that reads, in its version, as the same module: locations, comments and the numbers
 * of wildcards apart. A rule with several bodies comes as several rules.
 */
export function printModule(module: Module): string {
  const v1 = module.version !== 'v0'
  const pending = [...module.annotations]
  const above = (row: number): string[] => {
    const count = pending.findIndex((block) => block.location.row >= row)
    return pending.splice(0, count === -1 ? pending.length : count).map(writeAnnotations)
  }
  const lines = [...above(module.package.location.row), writePackage(module)]
  for (const line of module.imports) lines.push(writeImport(line))
  for (const rule of module.rules) {
    lines.push('', ...above(rule.location.row), writeRule(rule, v1))
  }
  return `${lines.join('\n')}\n`
}

function writePackage({ package: { path } }: Module): string {
  const [first, ...rest] = path.kind === 'ref' ? path.path : []
  const name = first?.kind === 'string' ? first.value : ''
  return `package ${name}${writeSteps(rest, writeExpr)}`
}

function writeImport({ path, alias }: Import): string {
  const as = alias === undefined ? '' : ` as ${alias.startsWith('$') ? '_' : alias}`
  return `import ${writeTerm(path, writeExpr)}${as}`
}

function writeRule(rule: Rule, v1: boolean): string {
  const { head } = rule
  const start = rule.default ? 'default ' : ''
  const value = writeValue(head, rule.bodyGiven && mayOmitTrue(head, v1))
  const first = `${start}${writeName(head, v1)}${value}${writeRuleBody(rule, v1)}`
  let text = first
  for (let link = rule.else; link !== undefined; link = link.else) {
    const same = link.head.assign === head.assign
    const omitted = link.bodyGiven && same && isTrue(link.head.value)
    text += ` else${writeValue(link.head, omitted)}${writeRuleBody(link, v1)}`
  }
  return text
}

function writeName({ reference, args, key }: RuleHead, v1: boolean): string {
  const name = writeTerm(reference, writeExpr)
  const list =
    args === undefined ? '' : `(${args.map((arg) => writeTerm(arg, writeExpr)).join(', ')})`
  if (key === undefined) return name + list
  return v1 || reference.kind === 'ref'
    ? `${name} contains ${writeTerm(key, writeExpr)}`
    : `${name}[${writeLooseTerm(key, writeExpr)}]`
}

/** `p if …`; in v0 `p[x] { … }` would be a set. */
function mayOmitTrue({ reference, value, assign }: RuleHead, v1: boolean): boolean {
  const ambiguous = !v1 && reference.kind === 'ref' && reference.path.length === 1
  return isTrue(value) && !assign && !ambiguous
}

function isTrue(term: Term | undefined): boolean {
  return term?.kind === 'boolean' && term.value
}

function writeValue({ value, assign }: RuleHead, omitted: boolean): string {
  if (value === undefined || omitted) return ''
  return ` ${assign ? ':=' : '='} ${writeTerm(value, writeExpr)}`
}

function writeRuleBody({ body, bodyGiven }: Rule, v1: boolean): string {
  if (!bodyGiven) return ''
  return `${v1 ? ' if' : ''} {\n${writeLines(body)}\n}`
}

/** An expression that begins like the rest of the one before it is set off by a semicolon. */
function writeLines(body: Body): string {
  let text = ''
  for (const [index, expression] of body.entries()) {
    const written = index === 0 ? writeFirst(expression) : writeExpr(expression)
    if (index > 0) text += /^[-\w]/.test(written) && joins(written) ? ';\n' : '\n'
    text += `  ${written}`
  }
  return text
}

const joining = new Set(['with', 'in', 'and', 'or', 'as', 'if', 'else', 'contains'])

function joins(written: string): boolean {
  const word = /^\w+/.exec(written)?.[0]
  return word === undefined || joining.has(word)
}

/** `{ a | b }` would be a comprehension. */
function writeFirst(expression: Body[number]): string {
  const written = writeExpr(expression)
  const bar =
    expression.kind === 'term' && expression.term.kind === 'call' && expression.term.infix === '|'
  if (!bar) return written
  const rest = written.slice(writeLooseTerm(expression.term, writeExpr).length)
  return writeTerm(expression.term, writeExpr) + rest
}
