import type { Diagnostic } from '../../syntax/diagnostic.ts'
import type { DraftRule, DraftTerm } from '../draft/draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { constantSteps } from '../draft/rule-tree.ts'
import { walkTerms } from '../draft/walk.ts'
import { checkBodyTypes } from '../types/check-body-types.ts'
import { anything, type Known, objectType, setType } from '../types/inferred.ts'
import { TypeScope } from '../types/type-scope.ts'

/** Finds the types of rules, each after those that it needs, and what can never be equal, called or there. */
export function checkTypes(program: ProgramDraft): void {
  const found: Diagnostic[] = []
  for (const rule of program.ordered) found.push(...checkRule(program, rule))
  found.sort(
    ({ location: a }, { location: b }) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.row - b.row || a.col - b.col,
  )
  program.diagnostics.push(...found)
}

function checkRule(program: ProgramDraft, rule: DraftRule): Diagnostic[] {
  const { head, module } = rule
  const scope = new TypeScope(program, program.types)
  const found = checkBodyTypes(scope, rule.body)
  const path = [...module.path, ...constantSteps(head.terms)]
  if (found.length > 0) {
    program.types.insert(path, anything)
    return found
  }
  const type = ruleType(scope, rule)
  if (type !== undefined) program.types.insert(path, type)
  return []
}

function ruleType(scope: TypeScope, { head }: DraftRule): Known {
  if (head.args.length > 0) {
    for (const arg of head.args) openArg(scope, arg)
    return {
      kind: 'function',
      args: head.args.map((arg) => scope.type(arg)),
      result: head.value && scope.type(head.value),
      variadic: undefined,
    }
  }
  const item = head.key === undefined ? head.value && scope.type(head.value) : scope.type(head.key)
  if (item === undefined) return undefined
  const steps = head.terms.slice(constantSteps(head.terms).length)
  let type: Known = head.key === undefined ? item : setType(item)
  for (const step of steps.reverse()) {
    const key = scope.type(step)
    if (key === undefined || type === undefined) return undefined
    type = objectType([], { key, value: type })
  }
  return type
}

/** An argument that the body does not look at may be anything. */
function openArg(scope: TypeScope, arg: DraftTerm): void {
  walkTerms(arg, (term) => {
    if (term.kind === 'var' && scope.variable(term.name) === undefined) {
      scope.set(term.name, anything)
    }
    return true
  })
}
