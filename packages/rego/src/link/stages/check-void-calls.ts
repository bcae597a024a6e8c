import type { DraftExpr, DraftTerm } from '../draft/draft.ts'
import { isVoid } from '../draft/operators.ts'
import { printDraft } from '../draft/print-draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { headTerms, walkTerms, walkTermsOfExpr } from '../draft/walk.ts'

/** What a function without a result gives is used nowhere. */
export function checkVoidCalls(program: ProgramDraft): void {
  for (const module of program.modules) {
    for (const rule of module.all) {
      if (!rule.uses.print) continue
      for (const term of headTerms(rule.head)) walkTerms(term, refuseVoid(program))
      checkVoidCallsOf(program, rule.body)
    }
  }
}

export function checkVoidCallsOf(program: ProgramDraft, body: readonly DraftExpr[]): void {
  for (const expr of body) walkTermsOfExpr(expr, refuseVoid(program))
}

function refuseVoid(program: ProgramDraft): (term: DraftTerm) => boolean {
  return (term) => {
    if (term.kind === 'call' && isVoid(term)) {
      const message = `${printDraft(term, program.original)} used as value`
      program.refuse('rego_type_error', message, term.location)
    }
    return true
  }
}
