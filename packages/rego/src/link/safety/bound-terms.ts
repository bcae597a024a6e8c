import type { DraftTerm, RefDraft } from '../draft/draft.ts'
import { addVariables, ownVariables } from '../draft/variables.ts'

export type IsBound = (name: string) => boolean

/** Whether what a reference starts from is known. */
export function isHeadBound({ terms }: RefDraft, isBound: IsBound): boolean {
  const [head] = terms
  return head === undefined || areBound(head, isBound)
}

export function areBound(term: DraftTerm, isBound: IsBound): boolean {
  let bound = true
  addVariables(term, ownVariables, (name) => {
    bound &&= isBound(name)
  })
  return bound
}
