import type { ProgramDraft } from '../draft/program-draft.ts'
import { TermHoister } from '../rewrite/term-hoister.ts'

/** Takes references and comprehensions out of other terms. Ordering comes first: it must not see them apart. */
export function hoistTerms(program: ProgramDraft): void {
  const hoister = new TermHoister(program.names, 'unified')
  for (const module of program.modules) {
    for (const rule of module.all) rule.body = hoister.body(rule.body)
  }
}
