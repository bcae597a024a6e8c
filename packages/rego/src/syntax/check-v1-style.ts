import type { Rule } from './ast.ts'
import type { Diagnostic } from './diagnostic.ts'
import { isKeywordOf } from './keywords.ts'
import type { RuleDraft, RuleStyle } from './rule-draft.ts'

/** What v1 (and `import rego.v1`) asks of how a rule is written. */
export function checkV1Style({ rule, style }: RuleDraft): Diagnostic[] {
  const found: Diagnostic[] = []
  let link: Rule | undefined = rule
  let linkStyle: RuleStyle | undefined = style
  while (link !== undefined && linkStyle !== undefined) {
    for (const message of complaints(link, linkStyle)) {
      found.push({ code: 'rego_parse_error', message, location: link.location })
    }
    link = link.else
    linkStyle = linkStyle.else
  }
  return found
}

function* complaints(rule: Rule, style: RuleStyle): Generator<string> {
  const { reference, args, key, value } = rule.head
  const kind = args !== undefined && args.length > 0 ? 'function' : 'rule'
  if (reference.kind === 'var' && isKeywordOf('v1', reference.name)) {
    yield `${reference.name} keyword cannot be used for rule name`
  }
  if (!rule.bodyGiven && !rule.default && style.impliedValue) {
    yield `${kind} must have value assignment and/or body declaration`
  }
  if (rule.bodyGiven && !style.if) yield `\`if\` keyword is required before ${kind} body`
  if (value === undefined && key !== undefined && !style.contains) {
    yield '`contains` keyword is required for partial set rules'
  }
}
