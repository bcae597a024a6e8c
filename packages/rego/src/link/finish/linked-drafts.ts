import type { ProgramDraft } from '../draft/program-draft.ts'
import type { Program } from '../program.ts'

/** What linking knew of each program: queries are linked with it. Goes with the program. */
const drafts = new WeakMap<Program, ProgramDraft>()

export function keepDraft(program: Program, draft: ProgramDraft): Program {
  // The bodies are in the program; of the draft only names, kinds and types are needed.
  for (const module of draft.modules) {
    for (const rule of module.all) if (rule.body.length > 1) rule.body.length = 1
  }
  draft.ordered = []
  draft.names.calls.clear()
  drafts.set(program, draft)
  return program
}

/** Throws for a program that linking has not made. */
export function draftOf(program: Program): ProgramDraft {
  const draft = drafts.get(program)
  if (draft === undefined) throw new TypeError('the program was not made by `link`')
  return draft
}
