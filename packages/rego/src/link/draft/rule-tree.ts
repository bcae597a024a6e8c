import { nowhere } from '../../syntax/location.ts'
import { Decimal } from '../../values/decimal.ts'
import type { DraftModule, DraftRule, DraftTerm, Scalar } from './draft.ts'
import { variable } from './make.ts'

/** A place in the tree of rules, by scalar steps of any kind. */
export class RuleTree {
  readonly children = new Map<Scalar, RuleTree>()
  /** Rules whose name is constant up to here and no further. */
  readonly rules: DraftRule[] = []
  isPackage = false

  child(term: DraftTerm | undefined): RuleTree | undefined {
    return term?.kind === 'scalar' ? this.children.get(keyOf(term.value)) : undefined
  }

  /** The place of a reference whose head is `data`. */
  find(terms: readonly DraftTerm[]): RuleTree | undefined {
    const [head] = terms
    if (head === undefined || head.kind !== 'var' || head.name !== 'data') return undefined
    let node: RuleTree | undefined = this
    for (let i = 1; i < terms.length && node !== undefined; i++) node = node.child(terms[i])
    return node
  }

  /** The place of these steps, made where it is not there. */
  grow(steps: readonly Scalar[]): RuleTree {
    let node: RuleTree = this
    for (const step of steps) {
      const key = keyOf(step)
      let child = node.children.get(key)
      if (child === undefined) {
        child = new RuleTree()
        node.children.set(key, child)
      }
      node = child
    }
    return node
  }

  /** This place and all below it. */
  *everywhere(): Iterable<RuleTree> {
    const pending: RuleTree[] = [this]
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      yield node
      pending.push(...[...node.children.values()].reverse())
    }
  }
}

/** Puts the rules where their names say. */
export function growRuleTree(root: RuleTree, modules: readonly DraftModule[]): void {
  for (const module of modules) {
    root.grow(module.path).isPackage = true
    for (const rule of module.rules) {
      root.grow([...module.path, ...constantSteps(rule.head.terms)]).rules.push(rule)
    }
  }
}

/** The steps of a name before the first that is not constant, the name itself included. */
export function constantSteps(terms: readonly DraftTerm[]): Scalar[] {
  const steps: Scalar[] = []
  for (const [index, term] of terms.entries()) {
    if (index === 0 && term.kind === 'var') steps.push(term.name)
    else if (term.kind === 'scalar') steps.push(term.value)
    else break
  }
  return steps
}

/** Whether every step of the name is constant. */
export function isFixed(rule: DraftRule): boolean {
  return rule.head.terms.every((term, index) => index === 0 || term.kind === 'scalar')
}

/** The whole name, from `data` on. */
export function fullName(rule: DraftRule): DraftTerm[] {
  const { path } = rule.module
  const [name, ...steps] = rule.head.terms
  const first: DraftTerm =
    name?.kind === 'var'
      ? { kind: 'scalar', value: name.name, location: nowhere }
      : (name as DraftTerm)
  const above = path.map((step): DraftTerm => ({ kind: 'scalar', value: step, location: nowhere }))
  return [variable('data', nowhere), ...above, first, ...steps]
}

function keyOf(value: Scalar): Scalar {
  return value instanceof Decimal ? `\u0000decimal ${value.text}` : value
}
