import type { Annotations } from '../../syntax/ast.ts'
import type { Location } from '../../syntax/location.ts'
import type { DraftRule, Scalar } from '../draft/draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { constantSteps } from '../draft/rule-tree.ts'

/** Annotations with the path below `data` of what they are about. */
export interface AnnotatedPath {
  readonly path: readonly Scalar[]
  readonly annotations?: Annotations
}

/** The metadata of a program by what it is about. */
export class AnnotationSet {
  readonly #packages = new Map<string, AnnotatedPath>()
  /** Of documents, and of packages with all below them. */
  readonly #trees = new Map<string, AnnotatedPath>()

  constructor(program: ProgramDraft) {
    for (const module of program.modules) {
      for (const annotations of module.source.annotations) {
        if (annotations.scope === 'package')
          this.#add(program, this.#packages, module.path, annotations)
        if (annotations.scope === 'subpackages')
          this.#add(program, this.#trees, module.path, annotations)
      }
      for (const rule of module.rules) {
        for (const annotations of rule.annotations) {
          if (annotations.scope !== 'document') continue
          this.#add(program, this.#trees, rulePath(rule), annotations)
        }
      }
    }
  }

  #add(
    program: ProgramDraft,
    to: Map<string, AnnotatedPath>,
    path: readonly Scalar[],
    annotations: Annotations,
  ): void {
    const key = keyOf(path)
    const known = to.get(key)?.annotations
    // Several rules of a name share those of their document.
    if (known === annotations) return
    if (known === undefined) {
      to.set(key, { path, annotations })
      return
    }
    const message = `${annotations.scope} annotation redeclared: ${printPlace(known.location)}`
    program.refuse('rego_type_error', message, annotations.location)
  }

  /** From the rule outwards; the first entry is the rule's own, whether it has annotations or not. */
  chain(rule: DraftRule): AnnotatedPath[] {
    const path = rulePath(rule)
    const own = ownAnnotations(rule)
    const chain: AnnotatedPath[] =
      own.length > 0 ? own.map((annotations) => ({ path, annotations })) : [{ path }]
    const document = this.#trees.get(keyOf(path))
    if (document !== undefined) chain.push(document)
    const above = rule.module.path
    const ofPackage = this.#packages.get(keyOf(above))
    if (ofPackage !== undefined) chain.push(ofPackage)
    for (let length = above.length; length >= 0; length--) {
      const tree = this.#trees.get(keyOf(above.slice(0, length)))
      if (tree !== undefined) chain.push(tree)
    }
    return chain
  }
}

/** Those of the rule itself, the nearest first. */
export function ownAnnotations(rule: DraftRule): Annotations[] {
  return rule.annotations
    .filter(({ scope }) => scope === 'rule')
    .sort((a, b) => b.location.row - a.location.row || b.location.col - a.location.col)
}

function rulePath(rule: DraftRule): Scalar[] {
  return [...rule.module.path, ...constantSteps(rule.head.terms)]
}

function keyOf(path: readonly Scalar[]): string {
  return JSON.stringify(path.map((step) => [typeof step, String(step)]))
}

function printPlace({ file, row, col }: Location): string {
  return file === '' ? `${row}:${col}` : `${file}:${row}`
}
