import type { DraftExpr } from '../draft/draft.ts'
import { appendToBody } from '../draft/make.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { TermExpander } from '../rewrite/term-expander.ts'

/**
 * Takes calls out of terms, and what has to be evaluated out of heads. Calls come first: what a head
 * reads is bound at the very end of the body.
 */
export function expandTerms(program: ProgramDraft): void {
  const expander = new TermExpander(program.names)
  for (const module of program.modules) {
    for (const rule of module.all) {
      const { head } = rule
      const support: DraftExpr[] = []
      for (const [i, arg] of head.args.entries()) head.args[i] = expander.term(arg, support)
      if (head.key !== undefined) head.key = expander.term(head.key, support)
      if (head.value !== undefined) head.value = expander.term(head.value, support)
      appendToBody(rule.body, support)
      rule.body = expander.body(rule.body)
      if (head.key !== undefined) head.key = expander.asVariable(head.key, rule.body)
      if (head.value !== undefined) head.value = expander.asVariable(head.value, rule.body)
      for (const [i, arg] of head.args.entries()) {
        head.args[i] = expander.asVariable(arg, rule.body)
      }
    }
  }
}
