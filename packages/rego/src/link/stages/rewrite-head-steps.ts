import { appendToBody, equation, variable } from '../draft/make.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'

/**
 * Leaves only variables and scalars in the names of rules: `p[a.b]` becomes `p[x]` with `x = a.b` at the
 * end of the body.
 */
export function rewriteHeadSteps(program: ProgramDraft): void {
  for (const module of program.modules) {
    for (const { head, body } of module.rules) {
      for (let i = 1; i < head.terms.length; i++) {
        const step = head.terms[i]
        if (step === undefined || step.kind === 'var' || step.kind === 'scalar') continue
        const name = program.names.generate()
        head.terms[i] = variable(name, step.location)
        appendToBody(body, [equation(variable(name, step.location), step, step.location)])
      }
    }
  }
}
