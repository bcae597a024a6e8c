import type { DraftModule, DraftRule } from '../draft/draft.ts'
import { isGenerated } from '../draft/name-source.ts'
import { printReference } from '../draft/print-draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { addVariables, everything, ownVariables, variablesOfBody } from '../draft/variables.ts'
import { headTerms } from '../draft/walk.ts'
import { BodyOrder } from '../safety/order-body.ts'
import { refuseUnsafe, unsafeMessage } from '../safety/unsafe-diagnostics.ts'

/** Every variable of a head must occur in the body or among the arguments. */
export function checkSafetyOfHeads(program: ProgramDraft): void {
  for (const module of program.modules) {
    const nameFor = ruleNames(program, module)
    for (const rule of module.all) checkHead(program, rule, nameFor)
  }
}

function checkHead(program: ProgramDraft, rule: DraftRule, nameFor: RuleNames): void {
  const { head } = rule
  const wanted = [...headTerms(head), ...head.terms.slice(1)]
  if (wanted.every((term) => term.kind === 'scalar')) return
  const known = variablesOfBody(rule.body, ownVariables)
  for (const arg of head.args) addVariables(arg, everything, (name) => known.add(name))
  const said = new Set<string>()
  for (const term of wanted) {
    addVariables(term, everything, (name, { location }) => {
      const written = program.original(name)
      if (known.has(name) || isGenerated(written) || said.has(name)) return
      said.add(name)
      program.refuse('rego_unsafe_var_error', unsafeMessage(written, nameFor(rule)), location)
    })
  }
}

/** Every variable of a body must be bound before it is read; bodies are put in an order in which that is so. */
export function checkSafetyOfBodies(program: ProgramDraft): void {
  for (const module of program.modules) {
    const nameFor = ruleNames(program, module)
    for (const rule of module.all) {
      if (rule.body.length === 0) continue
      const outside = new Set(['input', 'data'])
      for (const arg of rule.head.args) {
        addVariables(arg, everything, (name) => outside.add(name))
      }
      const order = new BodyOrder(program.arity)
      rule.body = order.order(rule.body, outside)
      if (order.unsafe.length > 0) refuseUnsafe(program, order.unsafe, nameFor(rule))
    }
  }
}

type RuleNames = (rule: DraftRule) => string | undefined

/** Names a rule where its line does not: where another one starts on it. */
function ruleNames(program: ProgramDraft, module: DraftModule): RuleNames {
  let starts: Map<number, number> | undefined
  return (rule) => {
    if (starts === undefined) {
      starts = new Map()
      for (const { location } of module.rules) {
        starts.set(location.row, (starts.get(location.row) ?? 0) + 1)
      }
    }
    return (starts.get(rule.location.row) ?? 0) > 1
      ? printReference(rule.head.terms, program.original)
      : undefined
  }
}
