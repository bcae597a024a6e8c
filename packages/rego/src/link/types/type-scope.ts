import type { ComprehensionDraft, DraftTerm, RefDraft } from '../draft/draft.ts'
import { builtinName } from '../draft/operators.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import {
  anything,
  arrayType,
  declaredType,
  type Inferred,
  type Known,
  objectType,
  type Property,
  scalarType,
  setType,
} from './inferred.ts'
import { joinTypes } from './join-types.ts'
import { selectType, valueType } from './select-types.ts'
import type { TypeTree } from './type-tree.ts'

/** The types of the variables of a body, and of all that its terms can name. */
export class TypeScope {
  readonly program: ProgramDraft
  readonly tree: TypeTree
  readonly #around: TypeScope | undefined
  readonly #variables = new Map<string, Inferred>()
  /** Bodies of comprehensions are looked at once. */
  readonly #comprehensions: Map<ComprehensionDraft, Known>

  constructor(program: ProgramDraft, tree: TypeTree, around?: TypeScope) {
    this.program = program
    this.tree = tree
    this.#around = around
    this.#comprehensions = around === undefined ? new Map() : around.#comprehensions
  }

  inner(): TypeScope {
    return new TypeScope(this.program, this.tree, this)
  }

  variable(name: string): Known {
    let scope: TypeScope | undefined = this
    while (scope !== undefined) {
      const type = scope.#variables.get(name)
      if (type !== undefined) return type
      scope = scope.#around
    }
    return undefined
  }

  set(name: string, type: Known): void {
    if (type !== undefined) this.#variables.set(name, type)
  }

  remember(comprehension: ComprehensionDraft, type: Known): void {
    this.#comprehensions.set(comprehension, type)
  }

  type(term: DraftTerm): Known {
    switch (term.kind) {
      case 'scalar':
        return scalarType(term.value)
      case 'var':
        return this.variable(term.name)
      case 'ref':
        return this.reference(term)
      case 'array':
        return arrayType(
          term.items.map((item) => this.type(item)),
          term.items.length === 0 ? anything : undefined,
        )
      case 'set': {
        let of: Known
        for (const item of term.items) of = joinTypes(of, this.type(item))
        return setType(of ?? anything)
      }
      case 'object':
        return this.#object(term.entries)
      case 'comprehension':
        return this.#comprehensions.get(term)
      default:
        return undefined
    }
  }

  #object(entries: readonly (readonly [DraftTerm, DraftTerm])[]): Known {
    const properties = new Map<unknown, Property>()
    let rest: { key: Known; value: Known } | undefined
    for (const [key, value] of entries) {
      const type = this.type(value)
      if (key.kind === 'scalar') properties.set(key.value, { key: key.value, value: type })
      else if (rest === undefined) rest = { key: this.type(key), value: type }
      else rest = { key: joinTypes(rest.key, this.type(key)), value: joinTypes(rest.value, type) }
    }
    if (entries.length === 0) rest = { key: anything, value: anything }
    return objectType([...properties.values()], rest)
  }

  reference({ terms }: RefDraft): Known {
    const [head, ...steps] = terms
    if (head?.kind !== 'var') return undefined
    if (head.name === 'input') return anything
    if (head.name !== 'data') {
      const name = builtinName({ kind: 'ref', terms, location: head.location })
      const builtin = this.variable(head.name) === undefined && name !== undefined
      const declared = builtin ? this.builtin(name) : undefined
      return declared ?? select(this.variable(head.name), steps)
    }
    let node = this.tree
    for (const [i, step] of steps.entries()) {
      const child = node.child(step)
      if (node.type !== undefined) {
        if (child === undefined) return select(node.type, steps.slice(i))
      } else if (step.kind !== 'scalar') return select(node.whole(), steps.slice(i))
      else if (child === undefined) return anything
      node = child as TypeTree
    }
    return node.whole()
  }

  builtin(name: string): Known {
    const builtin = this.program.builtins.get(name)
    if (builtin === undefined) return undefined
    return {
      kind: 'function',
      args: builtin.args.map(({ type }) => declaredType(type)),
      result: declaredType(builtin.result.type),
      variadic: builtin.variadic && declaredType(builtin.variadic),
    }
  }
}

/** Of what stands at the steps below a value of the type. */
function select(type: Known, steps: readonly DraftTerm[]): Known {
  let found = type
  for (const step of steps) {
    found = step.kind === 'scalar' ? selectType(found, step.value) : valueType(found)
  }
  return found
}
