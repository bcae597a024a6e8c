import fc from 'fast-check'
import type {
  Body,
  Expr,
  Module,
  RefTerm,
  Rule,
  RuleHead,
  StringTerm,
  Term,
  VarTerm,
  With,
} from '../../src/syntax/ast.ts'
import { nowhere as location } from '../../src/syntax/location.ts'

/** `v0` has no `in`, `every` and template strings; `logical` has the experimental keywords. */
export type Dialect = 'v0' | 'v1' | 'logical'

const variable = (name: string): VarTerm => ({ kind: 'var', name, location })
const text = (value: string): StringTerm => ({ kind: 'string', value, location })
const yes: Term = { kind: 'boolean', value: true, location }
const always: Body = [{ kind: 'term', term: yes, with: [], location }]

const names = fc.constantFrom('a', 'b', 'x1', '_y', 'input', 'data', 'Long_Name')
const variables = names.map(variable)
const strings = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.constantFrom('if', '{', '\\', '"', '`', '\ufeff', '\n', '$', '__proto__', 'plain'),
  )
  .map((value) => value.toWellFormed())
const stringTerms = strings.map(text)
const numberTerms = fc
  .constantFrom(['0', 0], ['-1', -1], ['12', 12], ['0.5', 0.5], ['-2.50', -2.5], ['1e3', 1000])
  .map(([written, value]): Term => {
    return { kind: 'number', value: Number(value), text: String(written), location }
  })
const scalars = fc.oneof(
  fc.constant<Term>({ kind: 'null', location }),
  fc.boolean().map((value): Term => ({ kind: 'boolean', value, location })),
  numberTerms,
  stringTerms,
)

const operators = [
  ['plus', '+'],
  ['minus', '-'],
  ['mul', '*'],
  ['rem', '%'],
  ['and', '&'],
  ['or', '|'],
  ['equal', '=='],
  ['neq', '!='],
  ['lte', '<='],
] as const

type Nodes = {
  readonly term: Term
  readonly reference: RefTerm
  readonly expr: Expr
  readonly body: Body
}

/** Terms and expressions that the parser could have made. */
export function nodes(dialect: Dialect) {
  const { term, expr, body, reference } = fc.letrec<Nodes>((tie) => ({
    term: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalars,
      variables,
      tie('reference'),
      lists(tie('term')),
      calls(tie('term'), dialect),
      comprehensions(tie('term'), tie('body')),
      ...(dialect === 'v0' ? [] : [templates(tie('term'))]),
    ),
    reference: fc
      .tuple(
        variables,
        fc.array(fc.oneof(stringTerms, tie('term')), { minLength: 1, maxLength: 3 }),
      )
      .map(([head, path]): RefTerm => ({ kind: 'ref', head, path, location })),
    expr: expressions(tie, dialect),
    body: fc.array(tie('expr'), { minLength: 1, maxLength: 3 }),
  }))
  return { term, expr, body, reference }
}

function lists(term: fc.Arbitrary<Term>): fc.Arbitrary<Term> {
  const items = fc.array(term, { maxLength: 3 })
  return fc.oneof(
    items.map((found): Term => ({ kind: 'array', items: found, location })),
    items.map((found): Term => ({ kind: 'set', items: found, location })),
    fc
      .array(fc.tuple(term, term), { maxLength: 3 })
      .map((entries): Term => ({ kind: 'object', entries, location })),
  )
}

function calls(term: fc.Arbitrary<Term>, dialect: Dialect): fc.Arbitrary<Term> {
  const plain = fc
    .tuple(fc.constantFrom('f', 'count', 'plus'), fc.array(term, { maxLength: 3 }))
    .map(([name, args]): Term => ({ kind: 'call', operator: variable(name), args, location }))
  const infix = fc
    .tuple(fc.constantFrom(...operators), term, term)
    .map(([[name, sign], left, right]): Term => {
      return { kind: 'call', operator: variable(name), args: [left, right], infix: sign, location }
    })
  const membership = fc.array(term, { minLength: 2, maxLength: 3 }).map((args): Term => {
    const step = text(`member_${args.length}`)
    const operator: RefTerm = { kind: 'ref', head: variable('internal'), path: [step], location }
    return { kind: 'call', operator, args, infix: 'in', location }
  })
  return dialect === 'v0' ? fc.oneof(plain, infix) : fc.oneof(plain, infix, membership)
}

function comprehensions(term: fc.Arbitrary<Term>, body: fc.Arbitrary<Body>): fc.Arbitrary<Term> {
  return fc
    .record({ collects: fc.constantFrom('array', 'set', 'object'), key: term, value: term, body })
    .map(({ collects, key, ...rest }): Term => {
      const parts = { kind: 'comprehension' as const, ...rest, location }
      return collects === 'object' ? { ...parts, collects, key } : { ...parts, collects }
    })
}

/** Text and expressions in turn. */
function templates(term: fc.Arbitrary<Term>): fc.Arbitrary<Term> {
  const pairs = fc.array(fc.tuple(strings, term), { maxLength: 3 })
  return fc.tuple(pairs, fc.boolean()).map(([found, raw]): Term => {
    const parts = found.flatMap(([value, inner]): (StringTerm | Expr)[] => {
      const written = raw ? value.replaceAll(/[`\\\ufeff\0]/g, '') : value
      const expression: Expr = { kind: 'term', term: inner, with: [], location }
      return written === '' ? [expression] : [text(written), expression]
    })
    return { kind: 'template', parts, raw, location }
  })
}

type Tie = fc.LetrecTypedTie<Nodes>

function expressions(tie: Tie, dialect: Dialect): fc.Arbitrary<Expr> {
  const modifiers: fc.Arbitrary<readonly With[]> = fc.array(
    fc.record({
      target: fc.oneof(variables, tie('reference')),
      value: tie('term'),
      location: fc.constant(location),
    }),
    { maxLength: 1 },
  )
  const equations = fc
    .tuple(fc.constantFrom(['eq', '='], ['assign', ':=']), tie('term'), tie('term'))
    .map(([[name = '', infix = ''], left, right]): Term => {
      return { kind: 'call', operator: variable(name), args: [left, right], infix, location }
    })
  const whole = fc.oneof(tie('term'), equations)
  const base = { with: modifiers, location: fc.constant(location) }
  const plain = fc.record({ kind: fc.constant('term' as const), term: whole, ...base })
  const some = fc.record({
    kind: fc.constant('some' as const),
    names: fc.array(variables, { minLength: 1, maxLength: 2 }),
    with: fc.constant([]),
    location: base.location,
  })
  const kinds: fc.Arbitrary<Expr>[] = [plain, some]
  if (dialect !== 'logical') {
    kinds.push(fc.record({ kind: fc.constant('not' as const), term: whole, ...base }))
  }
  if (dialect !== 'v0') kinds.push(...quantifiers(tie, base))
  if (dialect === 'logical') kinds.push(...logicals(tie, base))
  return fc.oneof({ depthSize: 'small' }, ...kinds)
}

type Base = { with: fc.Arbitrary<readonly With[]>; location: fc.Arbitrary<typeof location> }

function quantifiers(tie: Tie, base: Base): fc.Arbitrary<Expr>[] {
  const locals = fc.constantFrom('k', 'v').map(variable)
  return [
    fc.record({
      kind: fc.constant('some-in' as const),
      value: tie('term'),
      domain: tie('term'),
      ...base,
    }),
    fc.record({
      kind: fc.constant('every' as const),
      key: locals,
      value: locals,
      domain: tie('term'),
      body: tie('body'),
      ...base,
    }),
  ]
}

/** An operand without braces never begins like one with braces. */
function logicals(tie: Tie, base: Base): fc.Arbitrary<Expr>[] {
  const simple = fc
    .tuple(fc.oneof(variables, tie('reference')), base.with)
    .map(([term, modifiers]): Body => [{ kind: 'term', term, with: modifiers, location }])
  const operand = fc.oneof(
    simple.map((body) => ({ body, braces: false })),
    tie('body').map((body) => ({ body, braces: true })),
    tie('expr').map((expr) => ({ body: [expr], braces: !isOperator(expr) })),
  )
  return [
    fc
      .tuple(operand, base.with)
      .map(
        ([inner, modifiers]): Expr => ({ kind: 'not-body', ...inner, with: modifiers, location }),
      ),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), operand, operand, base.with)
      .map(([kind, left, right, modifiers]): Expr => {
        const braces = { left: left.braces, right: right.braces }
        return { kind, left: left.body, right: right.body, braces, with: modifiers, location }
      }),
  ]
}

function isOperator({ kind }: Expr): boolean {
  return kind === 'and' || kind === 'or' || kind === 'not-body'
}

/** A module of a few rules of every form. */
export function modules(dialect: Dialect): fc.Arbitrary<Module> {
  const { term, body, reference } = nodes(dialect)
  const bodies = fc.record({ body, bodyGiven: fc.constant(true) })
  const bodyOrNone = fc.oneof(bodies, fc.constant({ body: always, bodyGiven: false }))
  const heads = fc.oneof(
    valueHeads(fc.oneof(ruleNames, ruleReferences(reference)), term),
    functionHeads(term),
  )
  const plain = fc.tuple(heads, bodyOrNone).map(([head, given]) => rule({ head, ...given }))
  const sets = fc
    .tuple(ruleNames, term, dialect === 'v0' ? bodies : bodyOrNone)
    .map(([name, key, given]) =>
      rule({ head: { reference: name, key, assign: false, location }, ...given }),
    )
  const defaults = fc
    .tuple(ruleNames, scalars, fc.boolean())
    .map(([name, value, assign]) =>
      rule({ default: true, head: { reference: name, value, assign, location } }),
    )
  const chains = fc
    .tuple(
      valueHeads(ruleNames, term),
      bodies,
      fc.array(fc.tuple(term, bodies), { minLength: 1, maxLength: 2 }),
    )
    .map(([head, given, links]) =>
      chain(head, [{ ...given }, ...links.map(([value, next]) => ({ value, ...next }))]),
    )
  return fc
    .array(fc.oneof(plain, sets, defaults, chains), { maxLength: 4 })
    .map((rules) => moduleOf(dialect, rules))
}

const ruleNames = fc.constantFrom('p', 'q', 'allow').map(variable)

/** `if.x := 1`: a keyword may stand before steps. */
function ruleReferences(reference: fc.Arbitrary<RefTerm>): fc.Arbitrary<RefTerm> {
  const heads = fc.constantFrom('p', 'q', 'not', 'default', 'package').map(variable)
  return fc
    .tuple(heads, reference)
    .map(([head, { path }]) => ({ kind: 'ref', head, path, location }))
}

function valueHeads(
  reference: fc.Arbitrary<VarTerm | RefTerm>,
  value: fc.Arbitrary<Term>,
): fc.Arbitrary<RuleHead> {
  return fc.record({
    reference,
    value: fc.oneof(fc.constant(yes), value),
    assign: fc.boolean(),
    location: fc.constant(location),
  })
}

function functionHeads(term: fc.Arbitrary<Term>): fc.Arbitrary<RuleHead> {
  const args = fc.array(term, { minLength: 1, maxLength: 2 })
  return fc
    .tuple(valueHeads(ruleNames, term), args)
    .map(([head, found]) => ({ ...head, args: found }))
}

function rule(parts: Partial<Rule> & { readonly head: RuleHead }): Rule {
  return { default: false, body: always, bodyGiven: false, annotations: [], location, ...parts }
}

function chain(
  head: RuleHead,
  links: readonly { readonly value?: Term; readonly body: Body; readonly bodyGiven: boolean }[],
): Rule {
  const [{ value = head.value, ...given } = { body: always, bodyGiven: false }, ...rest] = links
  const first = rule({ head: { ...head, ...(value && { value }) }, ...given })
  return rest.length === 0 ? first : { ...first, else: chain(head, rest) }
}

const imports = ['and', 'or', 'not'].map((word) => ({
  path: {
    kind: 'ref' as const,
    head: variable('future'),
    path: [text('keywords'), text(word)],
    location,
  },
  location,
}))

function moduleOf(dialect: Dialect, rules: readonly Rule[]): Module {
  return {
    name: 'generated.rego',
    source: '',
    version: dialect === 'v0' ? 'v0' : 'v1',
    package: {
      path: {
        kind: 'ref',
        head: variable('data'),
        path: [text('a'), text('if'), text('c d')],
        location,
      },
      location,
    },
    imports: dialect === 'logical' ? imports : [],
    rules,
    annotations: [],
    comments: [],
  }
}
