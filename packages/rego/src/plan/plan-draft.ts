import type { Builtin } from '../builtins/builtin.ts'
import type { Callee, LinkedRule, LinkedTerm, Program, RuleNode } from '../link/program.ts'
import type { Location } from '../syntax/location.ts'
import { canonicalText } from '../values/canonical-text.ts'
import { equal } from '../values/equal.ts'
import type { Value } from '../values/value.ts'
import type { Candidate, Draft } from './draft.ts'
import { planRuleUnit } from './plan-unit.ts'
import type { DocumentNode, Operand, PlannedExpression, Unit } from './rir.ts'

/** A plan in the making: hands out numbers, and makes each unit when it is first asked for. */
export class PlanDraft implements Draft {
  readonly program: Program
  readonly builtins: ReadonlyMap<string, Builtin>
  readonly units: Unit[] = []
  readonly nodes: DocumentNode[] = []
  readonly constants: Value[] = []
  readonly expressions: PlannedExpression[] = []
  readonly readings: number[] = []
  /** Whether units with many rules get an index. */
  readonly indexed: boolean
  /** Whether a unit whose rules all answer alike stops at the first answer. */
  readonly earlyExit: boolean
  /** How many queries and paths have been planned. */
  queries = 0
  readonly #mockable: ReadonlySet<string>
  readonly #constantByText = new Map<string, number>()
  readonly #slotByName = new Map<string, number>()
  readonly #unitByPath = new Map<string, number>()
  readonly #nodeNumbers = new Map<RuleNode, number>()

  constructor(
    program: Program,
    builtins: ReadonlyMap<string, Builtin>,
    options: { mockable: ReadonlySet<string>; indexed: boolean; earlyExit: boolean },
  ) {
    this.program = program
    this.builtins = builtins
    this.indexed = options.indexed
    this.earlyExit = options.earlyExit
    this.#mockable = options.mockable
  }

  get slots(): number {
    return this.#slotByName.size
  }

  constant(value: Value): Operand {
    const text = canonicalText(value)
    let index = this.#constantByText.get(text)
    if (index === undefined) {
      index = this.constants.push(value) - 1
      this.#constantByText.set(text, index)
    }
    return { at: 'constant', index }
  }

  slot(name: string): number {
    const known = this.#slotByName.get(name)
    if (known !== undefined) return known
    const slot = this.#slotByName.size
    this.#slotByName.set(name, slot)
    return slot
  }

  countReading(slot: number, times: number): void {
    this.readings[slot] = (this.readings[slot] ?? 0) + times
  }

  node(node: RuleNode): number {
    const known = this.#nodeNumbers.get(node)
    if (known !== undefined) return known
    const number = this.nodes.length
    this.#nodeNumbers.set(node, number)
    this.nodes.push(undefined as unknown as DocumentNode)
    const unit = node.rules.length > 0 ? this.ruleUnit(node, []).unit : undefined
    const children = [...node.children].map(([name, child]) => [name, this.node(child)] as const)
    this.nodes[number] = {
      path: node.path,
      unit,
      children: new Map(unit === undefined ? children : []),
      isFunction: node.rules.length > 0 && unit === undefined,
    }
    return number
  }

  expression(location: Location, rule: LinkedRule | undefined): number {
    return this.expressions.push({ location, rule }) - 1
  }

  calleeName(callee: Callee): string {
    return callee.kind === 'builtin' ? callee.name : `data.${callee.path.join('.')}`
  }

  isMockable(callee: Callee): boolean {
    return this.#mockable.has(this.calleeName(callee))
  }

  isRelation(name: string): boolean {
    return this.builtins.get(name)?.enumerate !== undefined
  }

  functionUnit(path: readonly string[]): number {
    const node = this.nodeAt(path)
    if (node === undefined) throw new Error(`no function at data.${path.join('.')}`)
    return this.fixedUnit(node)
  }

  nodeAt(path: readonly string[]): RuleNode | undefined {
    let node: RuleNode | undefined = this.program.root
    for (const step of path) node = node?.children.get(step)
    return node
  }

  /**
   * The unit that gives the document at a node that has rules, or at the constant steps below it as far
   * as only the rules that match those need to run. `used`: how many of the steps the unit stands for;
   * without a unit nothing can be there.
   */
  ruleUnit(node: RuleNode, steps: readonly string[]): { unit: number | undefined; used: number } {
    if (node.rules.every((rule) => rule.kind === 'function')) return { unit: undefined, used: 0 }
    let place = node.path
    let candidates = this.candidatesAt(place)
    let used = 0
    while (used < steps.length && canNarrow(candidates)) {
      place = [...place, steps[used] as string]
      candidates = this.candidatesAt(place)
      used++
      if (candidates.length === 0) return { unit: undefined, used }
    }
    return { unit: this.#unit(place, candidates), used }
  }

  /** The unit that gives exactly the document at a path, if there is one. */
  unitAt(path: readonly string[]): number | undefined {
    let node: RuleNode | undefined = this.program.root
    for (let at = 0; node !== undefined; at++) {
      if (node.rules.length > 0) {
        const { unit, used } = this.ruleUnit(node, path.slice(at))
        return at + used === path.length ? unit : undefined
      }
      node = at < path.length ? node.children.get(path[at] as string) : undefined
    }
    return undefined
  }

  /** The rules at a fixed place alone, whatever else may give something there. */
  fixedUnit(node: RuleNode): number {
    return this.#unit(
      node.path,
      node.rules.map((rule) => ({ rule, fixed: [], steps: [] })),
    )
  }

  /** Every rule that can give something at the place or below it. */
  candidatesAt(place: readonly string[]): Candidate[] {
    const found: Candidate[] = []
    let node: RuleNode | undefined = this.program.root
    for (let depth = 0; node !== undefined && depth < place.length; depth++) {
      for (const rule of node.rules) {
        const candidate = narrow(rule, place.slice(depth))
        if (candidate !== undefined) found.push(candidate)
      }
      node = node.children.get(place[depth] as string)
    }
    if (node !== undefined) collectBelow(node, node.path.length, found)
    return found.sort((a, b) => a.rule.id - b.rule.id)
  }

  #unit(place: readonly string[], candidates: readonly Candidate[]): number {
    const key = JSON.stringify([place, candidates.map(({ rule }) => rule.id)])
    const known = this.#unitByPath.get(key)
    if (known !== undefined) return known
    const id = this.units.length
    this.#unitByPath.set(key, id)
    // Its number is taken before its bodies are planned: they may ask for it.
    this.units.push(undefined as unknown as Unit)
    this.units[id] = planRuleUnit(this, id, place, candidates)
    return id
  }
}

/** A rule at a node above the place, as long as its steps can be the rest of the place. */
function narrow(rule: LinkedRule, rest: readonly string[]): Candidate | undefined {
  if (rule.steps.length < rest.length) return undefined
  const fixed: [LinkedTerm, string][] = []
  for (const [i, name] of rest.entries()) {
    const step = rule.steps[i] as LinkedTerm
    if (step.kind === 'constant' && !equal(step.value, name)) return undefined
    fixed.push([step, name])
  }
  return { rule, fixed, steps: rule.steps.slice(rest.length) }
}

function collectBelow(node: RuleNode, depth: number, found: Candidate[]): void {
  for (const rule of node.rules) {
    if (rule.kind === 'function') continue
    const names = node.path.slice(depth).map(
      (value): LinkedTerm => ({
        kind: 'constant',
        value,
        location: rule.location,
      }),
    )
    found.push({ rule, fixed: [], steps: [...names, ...rule.steps] })
  }
  for (const child of node.children.values()) collectBelow(child, depth, found)
}

/** Every rule gives something below, none at the place itself. */
function canNarrow(candidates: readonly Candidate[]): boolean {
  return candidates.length > 0 && candidates.every(({ steps }) => steps.length > 0)
}
