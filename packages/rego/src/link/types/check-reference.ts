import type { Diagnostic } from '../../syntax/diagnostic.ts'
import { compare } from '../../values/compare.ts'
import { printValue } from '../../values/print.ts'
import type { DraftTerm, RefDraft, Scalar } from '../draft/draft.ts'
import { isGenerated } from '../draft/name-source.ts'
import { printDraft, printReference } from '../draft/print-draft.ts'
import { areCompatible } from './compatible-types.ts'
import { infer } from './infer-types.ts'
import { anything, type Known, stringType } from './inferred.ts'
import { printType } from './print-type.ts'
import { keyType, selectType, valueType } from './select-types.ts'
import type { TypeScope } from './type-scope.ts'
import type { TypeTree } from './type-tree.ts'

/** What is wrong with a reference: a step that leads nowhere, a function that is not called. */
export function checkReference(scope: TypeScope, ref: RefDraft): Diagnostic | undefined {
  const type = scope.reference(ref)
  if (type?.kind === 'function') return unsupported(scope, ref, ref.terms.length - 1, type)
  const [head] = ref.terms
  if (head?.kind !== 'var') return undefined
  if (head.name === 'data') return checkDocument(scope, ref)
  if (head.name === 'input') return checkSteps(scope, ref, anything, 1)
  const known = scope.variable(head.name)
  if (known === undefined) scope.set(head.name, anything)
  return checkSteps(scope, ref, known ?? anything, 1)
}

/** Follows the reference through the tree of rules. */
function checkDocument(scope: TypeScope, ref: RefDraft): Diagnostic | undefined {
  let node = scope.tree
  if (node.children.size === 0) return checkSteps(scope, ref, anything, 1)
  for (let i = 1; i < ref.terms.length; i++) {
    const step = ref.terms[i]
    if (step === undefined) return undefined
    const isString = step.kind === 'scalar' && typeof step.value === 'string'
    if (i <= 2 && step.kind !== 'var' && !isString) {
      return invalid(
        scope,
        ref,
        i,
        step.kind === 'scalar' ? scope.type(step) : undefined,
        stringType,
        keysOf(node),
      )
    }
    if (step.kind === 'var') {
      const keys = keyType(node.whole())
      const known = scope.variable(step.name)
      if (known === undefined) scope.set(step.name, keys)
      else if (!areCompatible(keys, known)) return invalid(scope, ref, i, known, keys, keysOf(node))
    }
    const child = node.child(step)
    if (child === undefined) return openRest(scope, ref, i + 1)
    if (child.type !== undefined) return checkSteps(scope, ref, child.type, i + 1)
    node = child
  }
  return undefined
}

/** Below what no rule defines there may be anything. */
function openRest(scope: TypeScope, ref: RefDraft, from: number): undefined {
  for (const step of ref.terms.slice(from)) {
    if (step.kind === 'var' && scope.variable(step.name) === undefined) {
      scope.set(step.name, anything)
    }
  }
  return undefined
}

function checkSteps(
  scope: TypeScope,
  ref: RefDraft,
  start: Known,
  from: number,
): Diagnostic | undefined {
  let type = start
  for (let i = from; i < ref.terms.length; i++) {
    const step = ref.terms[i]
    const keys = keyType(type)
    if (step === undefined) return undefined
    if (keys === undefined) return unsupported(scope, ref, i - 1, type)
    if (step.kind === 'scalar') {
      const inner = selectType(type, step.value)
      if (inner === undefined) return invalid(scope, ref, i, undefined, keys, propertiesOf(type))
      type = inner
      continue
    }
    if (step.kind === 'var') {
      const known = scope.variable(step.name)
      if (known === undefined) scope.set(step.name, keys)
      else if (!areCompatible(known, keys)) {
        return invalid(scope, ref, i, known, keys, propertiesOf(type))
      }
    } else if (!infer(scope, step, keys, false)) {
      return invalid(scope, ref, i, scope.type(step), keys, [])
    }
    type = valueType(type)
  }
  return undefined
}

function unsupported(scope: TypeScope, ref: RefDraft, at: number, have: Known): Diagnostic {
  const text = print(scope, ref.terms)
  const last = ref.terms.at(-1)
  const open = last?.kind === 'var' && isGenerated(scope.program.original(last.name))
  const name = open ? print(scope, ref.terms.slice(0, -1)) : text
  const message =
    have?.kind === 'function'
      ? `function ${name} used as reference, not called`
      : `undefined ref: ${text}`
  const marked = print(scope, ref.terms.slice(0, at + 1))
  const details = [text, '^'.repeat(marked.length), `have: ${printType(have)}`]
  return { code: 'rego_type_error', message, location: headLocation(ref), details }
}

function invalid(
  scope: TypeScope,
  ref: RefDraft,
  at: number,
  have: Known,
  want: Known,
  oneOf: readonly Scalar[],
): Diagnostic {
  const text = print(scope, ref.terms)
  const pad = ' '.repeat(print(scope, ref.terms.slice(0, at)).length + 1)
  const step = ref.terms[at]
  const shown = step === undefined ? '' : printDraft(step, scope.program.describe)
  const details = [
    text,
    `${pad}^`,
    have === undefined ? `${pad}have: ${shown}` : `${pad}have (type): ${printType(have)}`,
    oneOf.length > 0
      ? `${pad}want (one of): [${oneOf.map((key) => printValue(key)).join(' ')}]`
      : `${pad}want (type): ${printType(want)}`,
  ]
  const message = `undefined ref: ${text}`
  return { code: 'rego_type_error', message, location: headLocation(ref), details }
}

function headLocation(ref: RefDraft): RefDraft['location'] {
  return ref.terms[0]?.location ?? ref.location
}

function print(scope: TypeScope, terms: readonly DraftTerm[]): string {
  return printReference(terms, scope.program.describe)
}

function keysOf(node: TypeTree): Scalar[] {
  return [...node.children.keys()].sort(compare)
}

function propertiesOf(type: Known): Scalar[] {
  const keys = new Map<unknown, Scalar>()
  const add = (inner: Known): void => {
    if (inner?.kind === 'object') for (const { key } of inner.properties) keys.set(key, key)
    else if (inner?.kind === 'union') for (const one of inner.of) add(one)
  }
  add(type)
  return [...keys.values()].sort(compare)
}
