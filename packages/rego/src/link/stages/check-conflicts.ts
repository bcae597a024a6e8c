import type { Location } from '../../syntax/location.ts'
import { compare } from '../../values/compare.ts'
import type { DraftModule, DraftRule } from '../draft/draft.ts'
import { printPath, printReference } from '../draft/print-draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { fullName, isFixed, type RuleTree } from '../draft/rule-tree.ts'

/** Rules of one name must be of one kind, and must not stand in the way of each other's documents. */
export function checkConflicts(program: ProgramDraft): void {
  for (const node of program.tree.everywhere()) {
    if (node.rules.length > 0) checkNode(program, node)
  }
  checkPackages(program)
}

function checkNode(program: ProgramDraft, node: RuleTree): void {
  const { rules } = node
  const [first] = rules
  if (first === undefined) return
  const name = nameOf(program, rules.at(-1) ?? first)
  const below = rulesInTheWay(node)
  if (below.length > 0) {
    const list = below
      .map((rule) => `\n  rule ${nameOf(program, rule)} at ${printPlace(rule.location)}`)
      .join('')
    const message = `rule ${name} conflicts with:${list}`
    program.refuse('rego_type_error', message, first.location)
    return
  }
  if (areMixed(rules)) {
    program.refuse('rego_type_error', `conflicting rules ${name} found`, first.location)
    return
  }
  const defaults = rules.filter((rule) => rule.default)
  const [firstDefault] = defaults
  if (firstDefault !== undefined && defaults.length > 1) {
    const places = defaults.map(({ location }) => printPlace(location)).join(', ')
    const { location } = firstDefault.module.source.package
    program.refuse('rego_type_error', `multiple default rules ${name} found at ${places}`, location)
  }
}

/** Rules below a rule whose place is fixed; functions below one whose place is not. */
function rulesInTheWay(node: RuleTree): DraftRule[] {
  if (node.children.size === 0) return []
  const all = node.rules.some(isFixed)
  const found: DraftRule[] = []
  for (const child of node.children.values()) {
    for (const { rules } of child.everywhere()) {
      for (const rule of rules) if (all || rule.head.args.length > 0) found.push(rule)
    }
  }
  return topmost(found)
}

/** Without those that stand below others of the list, in the order of names. */
function topmost(rules: readonly DraftRule[]): DraftRule[] {
  const kept: DraftRule[] = []
  const keys = rules
    .map((rule) => ({ rule, name: printReference(fullName(rule)) }))
    .sort((a, b) => compare(a.name, b.name))
  let above: string | undefined
  for (const { rule, name } of keys) {
    if (above !== undefined && (name === above || isStepBelow(name, above))) continue
    above = name
    kept.push(rule)
  }
  return kept
}

function isStepBelow(name: string, above: string): boolean {
  const next = name.charAt(above.length)
  return name.startsWith(above) && (next === '.' || next === '[')
}

function areMixed(rules: readonly DraftRule[]): boolean {
  const kinds = new Set<string>()
  const arities = new Set<number>()
  let complete = false
  let partial = false
  let set = false
  let setsInObject = false
  for (const rule of rules) {
    const isSet = rule.head.key !== undefined
    const fixed = isFixed(rule)
    kinds.add(isSet ? 'set' : 'value')
    arities.add(rule.head.args.length)
    if (!isSet && fixed) complete = true
    else partial = true
    if (isSet && fixed) set = true
    if (isSet && !fixed) setsInObject = true
  }
  return kinds.size > 1 || arities.size > 1 || (complete && partial) || (set && setsInObject)
}

/** A package must not have the name of a rule. */
function checkPackages(program: ProgramDraft): void {
  const byPath = new Map<string, DraftModule[]>()
  for (const module of program.modules) {
    const key = JSON.stringify(module.path)
    const known = byPath.get(key)
    if (known === undefined) byPath.set(key, [module])
    else known.push(module)
  }
  for (const module of program.modules) {
    for (const rule of module.rules) {
      if (!isFixed(rule)) continue
      const steps = rule.head.terms.map((term) =>
        term.kind === 'var' ? term.name : term.kind === 'scalar' ? term.value : null,
      )
      if (steps.some((step) => typeof step !== 'string')) continue
      for (const other of byPath.get(JSON.stringify([...module.path, ...steps])) ?? []) {
        const name = printReference(rule.head.terms)
        const message = `package ${printPath(other.path).replace(/^data\.?/, '')} conflicts with rule ${name} defined at ${printPlace(rule.location)}`
        program.refuse('rego_type_error', message, module.source.package.location)
      }
    }
  }
}

function nameOf(program: ProgramDraft, rule: DraftRule): string {
  return printReference(fullName(rule), program.original)
}

function printPlace({ file, row, col }: Location): string {
  return file === '' ? `${row}:${col}` : `${file}:${row}`
}
