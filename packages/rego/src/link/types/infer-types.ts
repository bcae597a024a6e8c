import type { DraftTerm } from '../draft/draft.ts'
import { printDraft } from '../draft/print-draft.ts'
import { areCompatible, isPartial } from './compatible-types.ts'
import { anything, type Inferred, type Known } from './inferred.ts'
import { joinTypes } from './join-types.ts'
import { selectType, valueType } from './select-types.ts'
import type { TypeScope } from './type-scope.ts'

/**
 * Whether the term can be of the type; what is not known of its variables is taken from it. `widen`: the
 * type is one of several that it may have.
 */
export function infer(scope: TypeScope, term: DraftTerm, type: Known, widen: boolean): boolean {
  switch (term.kind) {
    case 'array':
    case 'object':
    case 'set':
      if (type?.kind === 'union') return inferUnion(scope, term, type.of)
      return inferComposite(scope, term, type, widen)
    case 'var': {
      const known = scope.variable(term.name)
      if (widen) scope.set(term.name, joinTypes(known, type))
      else if (known !== undefined) return areCompatible(known, type)
      else scope.set(term.name, type)
      return true
    }
    default:
      return areCompatible(scope.type(term), type)
  }
}

function inferUnion(scope: TypeScope, term: DraftTerm, of: readonly Inferred[]): boolean {
  if (of.length === 0) {
    for (const part of partsOf(term)) infer(scope, part, anything, true)
    return true
  }
  let fits = false
  for (const type of of) fits = infer(scope, term, type, true) || fits
  return fits
}

function partsOf(term: DraftTerm): readonly DraftTerm[] {
  switch (term.kind) {
    case 'array':
    case 'set':
      return term.items
    case 'object':
      return term.entries.flat()
    default:
      return []
  }
}

function inferComposite(scope: TypeScope, term: DraftTerm, type: Known, widen: boolean): boolean {
  if (term.kind === 'array' && type?.kind === 'array') {
    if (term.items.length !== type.items.length && type.rest === undefined) return false
    return term.items.every((item, i) =>
      infer(scope, item, i < type.items.length ? type.items[i] : type.rest, widen),
    )
  }
  if (term.kind === 'set' && type?.kind === 'set') {
    const of = valueType(type)
    return term.items.every((item) => infer(scope, item, of, widen))
  }
  if (term.kind === 'object' && type?.kind === 'object') {
    if (term.entries.length !== type.properties.length && type.rest?.value === undefined) {
      return false
    }
    return term.entries.every(([key, value]) => {
      if (key.kind !== 'scalar') {
        infer(scope, value, anything, widen)
        return true
      }
      const property = selectType(type, key.value)
      return property !== undefined && infer(scope, value, property, widen)
    })
  }
  return false
}

/** Whether the terms can be equal; what is known of the one side is said of the other. */
export function inferEqual(
  scope: TypeScope,
  left: DraftTerm,
  right: DraftTerm,
  leftType: Known = scope.type(left),
  rightType: Known = scope.type(right),
): boolean {
  const leftPartial = isPartial(leftType)
  const rightPartial = isPartial(rightType)
  if (leftPartial && !rightPartial) return infer(scope, left, rightType, false)
  if (rightPartial && !leftPartial) return infer(scope, right, leftType, false)
  if (!leftPartial && !rightPartial) return areCompatible(leftType, rightType)
  const structured = inferStructured(scope, left, right)
  if (structured !== undefined) return structured
  if (left.kind === 'var' && leftType === undefined && rightType !== undefined) {
    return infer(scope, left, rightType, false)
  }
  if (right.kind === 'var' && rightType === undefined && leftType !== undefined) {
    return infer(scope, right, leftType, false)
  }
  return false
}

/** undefined where the kinds of the terms do not say anything. */
function inferStructured(scope: TypeScope, left: DraftTerm, right: DraftTerm): boolean | undefined {
  if (left.kind === 'array' && right.kind === 'array') {
    if (left.items.length !== right.items.length) return false
    return left.items.every((item, i) => {
      const other = right.items[i]
      return other !== undefined && inferEqual(scope, item, other)
    })
  }
  if (left.kind === 'object' && right.kind === 'object') {
    const others = new Map(right.entries.map(([key, value]) => [printDraft(key), value]))
    if (left.entries.length !== others.size) return false
    return left.entries.every(([key, value]) => {
      const other = others.get(printDraft(key))
      return other !== undefined && inferEqual(scope, value, other)
    })
  }
  if (left.kind === 'var') {
    if (right.kind !== 'var' && right.kind !== 'array' && right.kind !== 'object') return undefined
    const [known, open] = right.kind === 'var' ? [left, right] : [right, left]
    return inferAnything(scope, known, open)
  }
  if (right.kind === 'var' && (left.kind === 'array' || left.kind === 'object')) {
    return inferAnything(scope, left, right)
  }
  if (left.kind === 'array' || left.kind === 'object') return false
  return undefined
}

/** Nothing is known of either side: the one may be anything, and the other is the same. */
function inferAnything(scope: TypeScope, term: DraftTerm, other: DraftTerm): boolean {
  return infer(scope, term, anything, false) && infer(scope, other, scope.type(term), false)
}
