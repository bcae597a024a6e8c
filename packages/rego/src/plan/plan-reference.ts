import type { LinkedTerm, ReferenceTerm, RuleNode } from '../link/program.ts'
import type { BodyDraft } from './body-draft.ts'
import { isReadable, unify } from './plan-unify.ts'
import type { Operand } from './rir.ts'

type Steps = readonly LinkedTerm[]

/** Writes what a reference reads; a step that is not bound yet is scanned and bound. */
export function planReference(body: BodyDraft, term: ReferenceTerm): Operand {
  if (term.head === 'input') return planInput(body, term.path)
  if (term.head === 'data') return planData(body, term.path)
  return planSteps(body, body.read(term.head), term.path, 'value')
}

function planInput(body: BodyDraft, path: Steps): Operand {
  const fixed = fixedNames(path)
  const { context } = body
  const slot = body.draft.slot(`input ${JSON.stringify(fixed)}`)
  body.draft.countReading(slot, body.repeats ? 2 : 1)
  const read = body.let({ read: 'input', context, path: fixed, slot })
  return planSteps(body, read, path.slice(fixed.length), 'value')
}

function fixedNames(path: Steps): string[] {
  const fixed: string[] = []
  for (const step of path) {
    if (step.kind !== 'constant' || typeof step.value !== 'string') break
    fixed.push(step.value)
  }
  return fixed
}

/** Walks the tree of packages and rules as far as the steps are constants. */
function planData(body: BodyDraft, path: Steps): Operand {
  const { draft, context } = body
  let node: RuleNode = draft.program.root
  for (let at = 0; ; at++) {
    if (node.rules.length > 0) return planRules(body, node, path.slice(at))
    const step = path[at]
    if (step === undefined || step.kind !== 'constant') {
      if (node.children.size === 0 && !node.isPackage)
        return planBase(body, node.path, path.slice(at))
      return planDocument(body, node, path.slice(at))
    }
    const child = typeof step.value === 'string' ? node.children.get(step.value) : undefined
    if (child === undefined) return planBase(body, node.path, path.slice(at))
    node = child
  }

  function planDocument(body: BodyDraft, node: RuleNode, steps: Steps): Operand {
    const document = body.let({ read: 'document', context, node: draft.node(node) })
    return planSteps(body, document, steps, 'document')
  }
}

/** Base data: no rule stands on the way. */
function planBase(body: BodyDraft, start: readonly string[], steps: Steps): Operand {
  const fixed: (string | number)[] = [...start]
  let at = 0
  for (; at < steps.length; at++) {
    const step = steps[at] as LinkedTerm
    if (step.kind !== 'constant') break
    if (typeof step.value !== 'string' && typeof step.value !== 'number') break
    fixed.push(step.value)
  }
  const slot = body.draft.slot(`base ${JSON.stringify(fixed)}`)
  const read = body.let({ read: 'base', context: body.context, path: fixed, slot })
  return planSteps(body, read, steps.slice(at), 'base')
}

/** The document of the rules at a node; constant steps choose the rules that can give it. */
function planRules(body: BodyDraft, node: RuleNode, steps: Steps): Operand {
  const { draft, context } = body
  const fixed = fixedNames(steps)
  const { unit, used } = draft.ruleUnit(node, fixed)
  if (unit === undefined) {
    body.emit({ do: 'fail' })
    return body.constant(null)
  }
  const read = body.let({ read: 'unit', context, unit })
  return planSteps(body, read, steps.slice(used), 'value')
}

/** The remaining steps, one at a time. */
export function planSteps(
  body: BodyDraft,
  start: Operand,
  steps: Steps,
  kind: 'value' | 'base' | 'document',
): Operand {
  let at = start
  for (const step of steps) {
    if (isReadable(body, step)) {
      const key = body.read(step)
      at = body.let(
        kind === 'document'
          ? { read: 'document-step', of: at, key }
          : { read: 'step', of: at, key, base: kind === 'base' },
      )
    } else {
      const key = body.local()
      const value = body.local()
      body.scan(at, { key, value, document: kind === 'document' })
      if (step.kind === 'local') body.bind(step, key)
      else unify(body, step, key)
      at = value
    }
  }
  return kind === 'document' ? body.let({ read: 'force', of: at }) : at
}
