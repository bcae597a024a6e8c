import type { Rule } from './ast.ts'

/** How a rule was written, as far as the tree does not say: the rules of v1 are about this. */
export interface RuleStyle {
  readonly if: boolean
  readonly contains: boolean
  /** The value `true` was not written. */
  readonly impliedValue: boolean
  readonly else?: RuleStyle
}

export interface RuleDraft {
  readonly rule: Rule
  readonly style: RuleStyle
}
