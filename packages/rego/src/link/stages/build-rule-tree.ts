import type { ProgramDraft } from '../draft/program-draft.ts'
import { growRuleTree } from '../draft/rule-tree.ts'

/** Finds the place of every rule. */
export function buildRuleTree(program: ProgramDraft): void {
  growRuleTree(program.tree, program.modules)
}
