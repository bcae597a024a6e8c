import type { Diagnostic } from '../syntax/diagnostic.ts'
import { nowhere } from '../syntax/location.ts'
import { type LinkOptions, ProgramDraft, type Stage } from './draft/program-draft.ts'
import { linkRules } from './finish/link-rules.ts'
import { keepDraft } from './finish/linked-drafts.ts'
import type { Program } from './program.ts'
import { buildRuleTree } from './stages/build-rule-tree.ts'
import { checkConflicts } from './stages/check-conflicts.ts'
import { checkDeprecated } from './stages/check-deprecated.ts'
import { checkFunctions } from './stages/check-functions.ts'
import { checkImports } from './stages/check-imports.ts'
import { checkOverrides } from './stages/check-overrides.ts'
import { checkRecursion } from './stages/check-recursion.ts'
import { checkSafetyOfBodies, checkSafetyOfHeads } from './stages/check-safety.ts'
import { checkTypes } from './stages/check-types.ts'
import { checkUnavailable } from './stages/check-unavailable.ts'
import { checkVoidCalls } from './stages/check-void-calls.ts'
import { expandTerms } from './stages/expand-terms.ts'
import { hoistTerms } from './stages/hoist-terms.ts'
import { renameLocals } from './stages/rename-locals.ts'
import { resolveNames } from './stages/resolve-names.ts'
import { rewriteHeadSteps } from './stages/rewrite-head-steps.ts'
import { rewriteMetadata } from './stages/rewrite-metadata.ts'
import { rewritePrints } from './stages/rewrite-prints.ts'
import { rewriteTemplates } from './stages/rewrite-templates.ts'
import { rewriteWiths } from './stages/rewrite-withs.ts'
import { isTooDeep, tooDeep } from './too-deep.ts'

export type { LinkOptions } from './draft/program-draft.ts'

/**
 * The order can be seen from outside: the first stage that finds something wrong is the last to run, and
 * what is taken out of a negated expression before it is ordered is evaluated outside of it.
 */
const stages: readonly Stage[] = [
  resolveNames,
  rewriteHeadSteps,
  checkOverrides,
  checkImports,
  buildRuleTree,
  renameLocals,
  rewriteTemplates,
  checkVoidCalls,
  rewritePrints,
  expandTerms,
  rewriteMetadata,
  rewriteWiths,
  checkConflicts,
  checkFunctions,
  checkUnavailable,
  checkSafetyOfHeads,
  checkSafetyOfBodies,
  hoistTerms,
  checkRecursion,
  checkTypes,
  checkDeprecated,
]

/** More than these are not told. */
const maxDiagnostics = 10

export type Linked = { readonly program: Program } | { readonly diagnostics: Diagnostic[] }

/** Makes one program of all modules, or says what is wrong with them. Throws nothing for any text. */
export function link(options: LinkOptions): Linked {
  const draft = new ProgramDraft(options)
  try {
    for (const stage of stages) {
      stage(draft)
      if (draft.diagnostics.length > 0) return { diagnostics: limited(draft.diagnostics) }
    }
    return { program: keepDraft(linkRules(draft), draft) }
  } catch (error) {
    if (!isTooDeep(error)) throw error
    return { diagnostics: [tooDeep] }
  }
}

function limited(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  if (diagnostics.length <= maxDiagnostics) return [...diagnostics]
  const rest: Diagnostic = {
    code: 'rego_compile_error',
    message: 'error limit reached',
    location: nowhere,
  }
  return [...diagnostics.slice(0, maxDiagnostics), rest]
}
