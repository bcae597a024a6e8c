import type { Body, Rule, RuleHead, Term } from './ast.ts'
import type { Location } from './location.ts'
import type { Parser } from './parser.ts'
import type { RuleDraft, RuleStyle } from './rule-draft.ts'
import { isGround, truth } from './terms.ts'
import { Token } from './token.ts'

/** The `else` rules that follow, as a chain; read one after the other, since there may be many. */
export function parseElse(parser: Parser, head: RuleHead, keyed: boolean): RuleDraft | undefined {
  const refusal = refusalOf(head, keyed)
  if (refusal !== undefined) {
    parser.fail(parser.here(), refusal)
    return undefined
  }
  const links: RuleDraft[] = []
  while (parser.at(Token.else)) {
    if (!parser.fits(links.length + 1)) return undefined
    const link = parseLink(parser, head)
    if (link === undefined) return undefined
    links.push(link)
    if (!link.rule.bodyGiven) break
  }
  return chained(links, parser.lastEnd)
}

function refusalOf({ reference }: RuleHead, keyed: boolean): string | undefined {
  if (!isGround(reference) && reference.kind === 'ref') {
    return 'else keyword cannot be used on rules with variables in head'
  }
  return keyed ? 'else keyword cannot be used on multi-value rules' : undefined
}

/** The last rule is the innermost; all of them end where that ends. */
function chained(links: readonly RuleDraft[], end: number): RuleDraft | undefined {
  let chain: RuleDraft | undefined
  for (const { rule, style } of links.toReversed()) {
    const location = { ...rule.location, end }
    chain =
      chain === undefined
        ? { rule: { ...rule, location }, style }
        : {
            rule: { ...rule, else: chain.rule, location },
            style: { ...style, else: chain.style },
          }
  }
  return chain
}

function parseLink(parser: Parser, of: RuleHead): RuleDraft | undefined {
  const start = parser.here()
  const { reference, args, key } = withNewWildcards(parser, of)
  const same = { reference, ...(args && { args }), ...(key && { key }) }
  parser.next()
  const { token } = parser
  let head: RuleHead
  if (token === Token.leftBrace || token === Token.if) {
    head = { ...same, value: truth(start), assign: of.assign, location: start }
  } else if (token === Token.assign || token === Token.unify) {
    parser.next()
    const value = parser.grammar.infix(parser)
    if (value === undefined) return undefined
    head = { ...same, value, assign: token === Token.assign, location: parser.since(start) }
  } else {
    parser.refuseToken('expected else value term or rule body')
    return undefined
  }
  return parseLinkBody(parser, head, start, token === Token.leftBrace || token === Token.if)
}

function parseLinkBody(
  parser: Parser,
  head: RuleHead,
  start: Location,
  impliedValue: boolean,
): RuleDraft | undefined {
  const hasIf = parser.at(Token.if)
  const style: RuleStyle = { if: hasIf, contains: false, impliedValue }
  const given = hasIf || parser.at(Token.leftBrace)
  if (hasIf) parser.next()
  const body: Body | undefined = given
    ? parseGivenBody(parser)
    : [{ kind: 'term', term: truth(start), with: [], location: start }]
  if (body === undefined) return undefined
  const location = parser.since(start)
  const rule: Rule = { default: false, head, body, bodyGiven: given, annotations: [], location }
  return { rule, style }
}

function parseGivenBody(parser: Parser): Body | undefined {
  if (parser.at(Token.leftBrace)) {
    parser.next()
    const body = parser.grammar.body(parser, Token.rightBrace)
    if (body !== undefined) parser.next()
    return body
  }
  if (parser.at(Token.eof)) {
    parser.refuseToken('rule body expected')
    return undefined
  }
  const expression = parser.grammar.literal(parser)
  return expression && [expression]
}

/** A rule with the same arguments; a `_` in them is another variable there. */
export function withNewWildcards(parser: Parser, head: RuleHead): RuleHead {
  if (head.args === undefined) return head
  const args = head.args.map(
    (arg): Term =>
      arg.kind === 'var' && arg.name.startsWith('$') ? { ...arg, name: parser.wildcard() } : arg,
  )
  return { ...head, args }
}
