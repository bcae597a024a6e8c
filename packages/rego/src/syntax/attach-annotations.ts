import type { AnnotationsDraft } from './annotations-from.ts'
import type { Annotations, Import, Package, Rule } from './ast.ts'
import type { Diagnostic } from './diagnostic.ts'
import { printTerm } from './print-term.ts'
import { isGround } from './terms.ts'

/** What annotations can stand above, in the order of the text. */
export type Annotated =
  | { readonly kind: 'package'; readonly node: Package }
  | { readonly kind: 'import'; readonly node: Import }
  | { readonly kind: 'rule'; readonly node: Rule }

export interface Attached {
  readonly annotations: readonly Annotations[]
  /** The rules with the annotations that are theirs. */
  readonly rules: readonly Rule[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Gives every block to the statement after it, and to all rules of the same name where its scope is `document`. */
export function attachAnnotations(
  drafts: readonly AnnotationsDraft[],
  statements: readonly Annotated[],
): Attached {
  const diagnostics: Diagnostic[] = []
  const annotations: Annotations[] = []
  const byPath = new Map<string, Annotations[]>()
  let next = 0
  for (const draft of drafts) {
    while (next < statements.length && rowOf(statements[next]) <= draft.location.row) next++
    const target = statements[next]
    const scope = draft.scope ?? impliedScope(draft, target)
    for (const message of complaints(draft, scope, target)) {
      diagnostics.push({ code: 'rego_parse_error', message, location: draft.location })
    }
    if (!isScope(scope)) continue
    const whole: Annotations = { ...draft, scope }
    annotations.push(whole)
    if (target?.kind !== 'rule') continue
    const path = fixedPath(target.node)
    const same = byPath.get(path)
    if (same === undefined) byPath.set(path, [whole])
    else same.push(whole)
  }
  const rules = statements.flatMap(({ kind, node }) => (kind === 'rule' ? [node] : []))
  return { annotations, rules: annotatedRules(rules, byPath), diagnostics }
}

function rowOf(statement: Annotated | undefined): number {
  return statement?.node.location.row ?? 0
}

function impliedScope(draft: AnnotationsDraft, target: Annotated | undefined): string {
  if (target?.kind === 'rule') return draft.entrypoint === true ? 'document' : 'rule'
  return target?.kind ?? ''
}

function isScope(scope: string): scope is Annotations['scope'] {
  return ['rule', 'document', 'package', 'subpackages'].includes(scope)
}

function* complaints(
  draft: AnnotationsDraft,
  scope: string,
  target: Annotated | undefined,
): Generator<string> {
  if (!isScope(scope)) {
    yield `invalid annotation scope '${scope}'. Use one of 'rule', 'document', 'package', or 'subpackages'`
  } else {
    const wanted = scope === 'rule' || scope === 'document' ? 'rule' : 'package'
    const have = target === undefined ? '' : ` (have ${target.kind})`
    if (target?.kind !== wanted) {
      yield `annotation scope '${scope}' must be applied to ${wanted}${have}`
    }
  }
  if (draft.entrypoint === true && scope !== 'document' && scope !== 'package') {
    yield `annotation entrypoint applied to non-document or package scope '${scope}'`
  }
}

/** The name of a rule with its steps up to the first that varies. */
function fixedPath({ head: { reference } }: Rule): string {
  if (reference.kind === 'var') return reference.name
  const varying = reference.path.findIndex((step) => !isGround(step))
  const steps = varying === -1 ? reference.path : reference.path.slice(0, varying)
  return [reference.head, ...steps].map(printTerm).join('\n')
}

function annotatedRules(
  rules: readonly Rule[],
  byPath: ReadonlyMap<string, readonly Annotations[]>,
): readonly Rule[] {
  if (byPath.size === 0) return rules
  const waiting = new Map<string, Waiting>()
  return rules.map((rule) => {
    const path = fixedPath(rule)
    const all = byPath.get(path)
    if (all === undefined) return rule
    const state = waiting.get(path) ?? { next: 0, above: [] }
    waiting.set(path, state)
    const annotations = annotationsOf(rule, all, state)
    return annotations.length === 0 ? rule : { ...rule, annotations }
  })
}

/** The blocks of scope `rule` above a rule, which no rule before it has used up. */
interface Waiting {
  next: number
  readonly above: Annotations[]
}

/** Of several blocks above a rule only the nearest is used up; the others go to the rules after it as well. */
function annotationsOf(rule: Rule, all: readonly Annotations[], state: Waiting): Annotations[] {
  for (; state.next < all.length; state.next++) {
    const block = all[state.next]
    if (block === undefined || block.location.row >= rule.location.row) break
    if (block.scope === 'rule') state.above.push(block)
  }
  const documents = all.filter((block) => block.scope === 'document')
  const found = [...documents, ...state.above].sort((a, b) => a.location.row - b.location.row)
  state.above.pop()
  return found
}
