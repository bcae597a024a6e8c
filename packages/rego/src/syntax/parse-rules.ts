import type { Body, Expr, Rule, RuleHead } from './ast.ts'
import { isValidDefault } from './default-rule.ts'
import type { Location } from './location.ts'
import { parseElse, withNewWildcards } from './parse-else.ts'
import { type HeadDraft, parseRuleHead, stepCount } from './parse-rule-head.ts'
import type { Parser } from './parser.ts'
import { printTerm } from './print-term.ts'
import type { RuleDraft, RuleStyle } from './rule-draft.ts'
import { ruleFromEquation } from './rule-from-body.ts'
import { isGround, termName, truth } from './terms.ts'
import { Token } from './token.ts'

/**
 * The rules that start here: one, and one more for every body that follows the first (`p { … } { … }`).
 * Undefined without a noted problem: this is no rule with a body; it may still be `p := 1`, read as a body.
 */
export function parseRules(parser: Parser): RuleDraft[] | undefined {
  const start = parser.here()
  parser.keywordAsHead()
  const isDefault = parser.at(Token.default)
  if (isDefault) {
    parser.next()
    parser.keywordAsHead()
  }
  if (!parser.at(Token.identifier)) return undefined
  const head = parseRuleHead(parser, isDefault)
  if (head === undefined) return undefined
  if (isDefault) return parseDefault(parser, head, start)
  return parseWithBody(parser, head, start)
}

function parseDefault(parser: Parser, draft: HeadDraft, start: Location): RuleDraft[] | undefined {
  const head = headOf(draft)
  if (!isValidDefault(parser, head, start)) return undefined
  const rule: Rule = {
    default: true,
    head,
    body: trueBody(start),
    bodyGiven: false,
    annotations: [],
    location: parser.since(start),
  }
  return [{ rule, style: { if: false, contains: draft.contains, impliedValue: false } }]
}

function trueBody(location: Location): Body {
  return [{ kind: 'term', term: truth(location), with: [], location }]
}

function parseWithBody(parser: Parser, draft: HeadDraft, start: Location): RuleDraft[] | undefined {
  const hasIf = parser.at(Token.if)
  const single = draft.args === undefined || draft.args.length === 0
  if (!draft.contains && stepCount(draft.reference) === 1 && (hasIf || single)) {
    if (!startsWithName(draft.reference)) return undefined
  }
  const { head, impliedValue } = declared(draft, hasIf)
  const style: RuleStyle = { if: hasIf, contains: draft.contains, impliedValue }
  if (!hasIf && !parser.at(Token.leftBrace)) {
    if (draft.contains) {
      const { location } = head
      const body = trueBody(start)
      const rule: Rule = {
        default: false,
        head,
        body,
        bodyGiven: false,
        annotations: [],
        location,
      }
      return [{ rule, style }]
    }
    return parseValueOnly(parser, draft)
  }
  const body = hasIf ? parseIfBody(parser) : parseBraces(parser)
  if (body === undefined) return undefined
  if (!startsWithName(head.reference)) {
    parser.fail(start, `invalid rule head: ${printTerm(head.reference)}`)
    return undefined
  }
  const keyed = isKeyed(draft, hasIf)
  return parseElseAndMore(parser, { head, body, start, style, keyed })
}

function startsWithName(reference: RuleHead['reference']): boolean {
  return reference.kind === 'var' || reference.head.kind === 'var'
}

/**
 * `p := 1` without a body is, read as a body, an expression that declares a rule; where nothing follows
 * that would make it more than that, it need not be read again.
 */
function parseValueOnly(parser: Parser, draft: HeadDraft): RuleDraft[] | undefined {
  const { value, spaced, impliedValue } = draft
  if (value === undefined || impliedValue || spaced || parser.failed) return undefined
  switch (parser.token) {
    case Token.with:
    case Token.semicolon:
    case Token.and:
    case Token.or:
      return undefined
  }
  const { reference, args, assign, location } = draft
  const callee = args && { kind: 'call' as const, operator: reference, args, location }
  const rule = ruleFromEquation(callee ?? reference, value, assign, location)
  if (typeof rule === 'string') return undefined
  return [rule]
}

/**
 * What the head declares. `p[x]` before a body is a set in v0; with `if` it is an object of `true`; so is
 * `p.q[x]`, with two steps, either way.
 */
function declared(draft: HeadDraft, hasIf: boolean): { head: RuleHead; impliedValue: boolean } {
  const head = headOf(draft)
  const { reference: name } = draft
  if (draft.contains || name.kind === 'var' || name.path.length !== 1) {
    return { head, impliedValue: draft.impliedValue }
  }
  if (head.value !== undefined) return { head, impliedValue: draft.impliedValue }
  if (hasIf) return { head: { ...head, value: truth(head.location) }, impliedValue: true }
  const [key] = name.path
  if (name.head.kind !== 'var' || key === undefined) return { head, impliedValue: false }
  return { head: { ...head, reference: name.head, key }, impliedValue: false }
}

function isKeyed({ reference, args, contains }: HeadDraft, hasIf: boolean): boolean {
  if (contains) return true
  if (args !== undefined && args.length > 0) return false
  const step =
    reference.kind === 'ref' && reference.path.length === 1 ? reference.path[0] : undefined
  return step !== undefined && (!hasIf || !isGround(step) || termName(step) === 'ref')
}

function headOf({ reference, args, key, value, assign, location }: HeadDraft): RuleHead {
  return {
    reference,
    ...(args && { args }),
    ...(key && { key }),
    ...(value && { value }),
    assign,
    location,
  }
}

/** At `if`: one expression, or braces around a body. A set is taken for such braces. */
function parseIfBody(parser: Parser): Body | undefined {
  parser.next()
  return parser.attempt(() => {
    const before = parser.mark()
    const expression = parser.grammar.literal(parser)
    if (expression !== undefined && !isSet(expression)) return [expression]
    const after = parser.mark()
    parser.goTo(before)
    if (parser.at(Token.leftBrace)) return parseBraces(parser)
    // Something else stands where the brace should: what is wrong with the text after it is told first.
    if (parseBraces(parser) === undefined) return undefined
    parser.goTo(after)
    if (!parser.failed) parser.refuseToken()
    return undefined
  })
}

function isSet(expression: Expr): boolean {
  const { kind } = expression
  return (kind === 'term' || kind === 'not') && expression.term.kind === 'set'
}

/** `{ body }`, over the closing brace. */
function parseBraces(parser: Parser): Body | undefined {
  parser.next()
  const body = parser.grammar.body(parser, Token.rightBrace)
  if (body !== undefined) parser.next()
  return body
}

interface Started {
  readonly head: RuleHead
  readonly body: Body
  readonly start: Location
  readonly style: RuleStyle
  /** The step of `p[x]` counts as a key. */
  readonly keyed: boolean
}

function parseElseAndMore(
  parser: Parser,
  { head, body, start, style, keyed }: Started,
): RuleDraft[] | undefined {
  let chain: RuleDraft | undefined
  if (parser.at(Token.else) && !parser.keywordAsHead()) {
    chain = parseElse(parser, head, keyed)
    if (chain === undefined) return undefined
  }
  const rule: Rule = {
    default: false,
    head,
    body,
    bodyGiven: true,
    ...(chain && { else: chain.rule }),
    annotations: [],
    location: parser.since(start),
  }
  const rules = [{ rule, style: { ...style, ...(chain && { else: chain.style }) } }]
  while (parser.at(Token.leftBrace)) {
    if (chain !== undefined) {
      parser.fail(parser.here(), 'expected else keyword')
      return undefined
    }
    const next = parseChained(parser, head)
    if (next === undefined) return undefined
    rules.push({ rule: next, style })
  }
  return rules
}

/** Another body for the same head. */
function parseChained(parser: Parser, head: RuleHead): Rule | undefined {
  const start = parser.here()
  const body = parseBraces(parser)
  if (body === undefined) return undefined
  const location = parser.since(start)
  return {
    default: false,
    head: { ...withNewWildcards(parser, head), location },
    body,
    bodyGiven: true,
    annotations: [],
    location,
  }
}
