import type { LinkedRule, Program, RuleNode } from '../link/program.ts'
import { findTests, rulesBelow, type TestRule } from './find-tests.ts'
import { markTestCase } from './mark-test-case.ts'

export interface SeparatedTests {
  readonly program: Program
  readonly tests: readonly TestRule[]
}

/**
 * The same program with every test rule at a place of its own, so that one of two rules of a name cannot
 * pass for the other: the second `test_x` is `test_x#01`. Rules with cases say which case they are at.
 */
export function separateTests(program: Program): SeparatedTests {
  const seen = new Map<string, number>()
  const moved = new Map<LinkedRule, LinkedRule>()
  const tests = findTests(program).map((test): TestRule => {
    const key = JSON.stringify(test.path)
    const earlier = seen.get(key) ?? 0
    seen.set(key, earlier + 1)
    const path = earlier === 0 ? test.path : renamed(test.path, earlier)
    const rule = moveTo(markTestCase(test), path)
    moved.set(test.rule, rule)
    return { ...test, rule, path }
  })
  return { program: { ...program, root: rebuild(program.root, moved) }, tests }
}

function renamed(path: readonly string[], number: number): readonly string[] {
  return [...path.slice(0, -1), `${path.at(-1)}#${String(number).padStart(2, '0')}`]
}

function moveTo(rule: LinkedRule, path: readonly string[]): LinkedRule {
  const place = [...path, ...rule.path.slice(path.length)]
  return {
    ...rule,
    path: place,
    ...(rule.else === undefined ? {} : { else: moveTo(rule.else, path) }),
  }
}

interface Draft {
  readonly path: readonly string[]
  readonly children: Map<string, Draft>
  readonly rules: LinkedRule[]
  readonly isPackage: boolean
}

function rebuild(root: RuleNode, moved: ReadonlyMap<LinkedRule, LinkedRule>): RuleNode {
  const draft = draftOf(root)
  for (const rule of rulesBelow(root)) {
    const placed = moved.get(rule) ?? rule
    nodeAt(draft, placed.path).rules.push(placed)
  }
  return draft
}

function draftOf({ path, children, isPackage }: RuleNode): Draft {
  const inner = [...children].map(([name, child]) => [name, draftOf(child)] as const)
  return { path, isPackage, rules: [], children: new Map(inner) }
}

function nodeAt(root: Draft, path: readonly string[]): Draft {
  let node = root
  for (const [i, name] of path.entries()) {
    let child = node.children.get(name)
    if (child === undefined) {
      child = { path: path.slice(0, i + 1), children: new Map(), rules: [], isPackage: false }
      node.children.set(name, child)
    }
    node = child
  }
  return node
}
