import { objectFrom } from '../../values/objects.ts'
import { RegoSet } from '../../values/rego-set.ts'
import type { Value } from '../../values/value.ts'
import type { CallExprDraft, DraftExpr, DraftTerm, DraftWith, RefDraft } from '../draft/draft.ts'
import { isTrue } from '../draft/make.ts'
import { builtinName, isUnify } from '../draft/operators.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import type {
  Callee,
  LinkedBody,
  LinkedExpr,
  LinkedTerm,
  LinkedWith,
  LocalTerm,
} from '../program.ts'

/** Writes what the stages have left as the terms and bodies of a program. */
export class Linker {
  readonly #program: ProgramDraft

  constructor(program: ProgramDraft) {
    this.#program = program
  }

  body(body: readonly DraftExpr[]): LinkedBody {
    const linked: LinkedExpr[] = []
    for (const expr of body) {
      if (body.length > 1 || !isTrue(expr) || !expr.generated) linked.push(this.#expr(expr))
    }
    return linked
  }

  term(term: DraftTerm): LinkedTerm {
    const { location } = term
    switch (term.kind) {
      case 'scalar':
        return { kind: 'constant', value: term.value, location }
      case 'var':
        return { kind: 'local', name: term.name, location }
      case 'ref':
        return this.#reference(term)
      case 'array':
      case 'set': {
        const items = term.items.map((item) => this.term(item))
        const values = constantValues(items)
        if (values === undefined) return { kind: term.kind, items, location }
        return {
          kind: 'constant',
          value: term.kind === 'set' ? RegoSet.from(values) : values,
          location,
        }
      }
      case 'object': {
        const entries = term.entries.map(
          ([key, value]) => [this.term(key), this.term(value)] as const,
        )
        const constants: [Value, Value][] = []
        for (const [key, value] of entries) {
          if (key.kind === 'constant' && value.kind === 'constant') {
            constants.push([key.value, value.value])
          }
        }
        return constants.length === entries.length
          ? { kind: 'constant', value: objectFrom(constants), location }
          : { kind: 'object', entries, location }
      }
      case 'comprehension':
        return {
          kind: 'collect',
          collects: term.collects,
          ...(term.key !== undefined && { key: this.term(term.key) }),
          value: this.term(term.value),
          body: this.body(term.body),
          location,
        }
      default:
        throw new Error(`${term.kind} is left over from linking`)
    }
  }

  #reference({ terms, location }: RefDraft): LinkedTerm {
    const [head, ...steps] = terms
    const path = steps.map((step) => this.term(step))
    if (head?.kind !== 'var') throw new Error('a reference starts from no variable')
    return { kind: 'reference', head: this.#head(head), path, location }
  }

  #head(head: DraftTerm & { kind: 'var' }): 'input' | 'data' | LocalTerm {
    if (head.name === 'input' || head.name === 'data') return head.name
    return { kind: 'local', name: head.name, location: head.location }
  }

  #expr(expr: DraftExpr): LinkedExpr {
    const { location, generated } = expr
    const parts = { with: expr.with.map((modifier) => this.#with(modifier)), location, generated }
    switch (expr.kind) {
      case 'term':
        if (!expr.negated) return { kind: 'term', term: this.term(expr.term), ...parts }
        return this.#negated(
          { kind: 'term', term: this.term(expr.term), ...parts, with: [] },
          parts,
        )
      case 'call':
        if (!expr.negated) return { ...this.#call(expr), ...parts }
        return this.#negated({ ...this.#call(expr), ...parts, with: [] }, parts)
      case 'every': {
        const value: LocalTerm = {
          kind: 'local',
          name: expr.value.name,
          location: expr.value.location,
        }
        const { key } = expr
        return {
          kind: 'every',
          ...(key && { key: { kind: 'local', name: key.name, location: key.location } as const }),
          value,
          domain: this.term(expr.domain),
          body: this.body(expr.body),
          ...parts,
        }
      }
      case 'not':
        return { kind: 'not', body: this.body(expr.body), ...parts }
      case 'logical':
        return {
          kind: expr.operator,
          left: this.body(expr.left),
          right: this.body(expr.right),
          ...parts,
        }
      default:
        throw new Error(`${expr.kind} is left over from linking`)
    }
  }

  #negated(
    inner: LinkedExpr,
    parts: Pick<LinkedExpr, 'with' | 'location' | 'generated'>,
  ): LinkedExpr {
    return { kind: 'not', body: [inner], ...parts }
  }

  #call(
    expr: CallExprDraft,
  ):
    | { kind: 'unify'; left: LinkedTerm; right: LinkedTerm }
    | { kind: 'call'; callee: Callee; args: LinkedTerm[]; result?: LinkedTerm } {
    const { operator, args } = expr
    const terms = args.map((arg) => this.term(arg))
    const [left, right] = terms
    if (isUnify(expr) && args.length === 2 && left !== undefined && right !== undefined) {
      return { kind: 'unify', left, right }
    }
    const callee = this.#callee(operator)
    const arity = this.#program.arity(operator) ?? terms.length
    const result = terms.length > arity ? terms[arity] : undefined
    return {
      kind: 'call',
      callee,
      args: terms.slice(0, arity),
      ...(result !== undefined && { result }),
    }
  }

  #callee(operator: RefDraft): Callee {
    const name = builtinName(operator)
    if (name !== undefined && this.#program.builtins.has(name)) return { kind: 'builtin', name }
    return { kind: 'function', path: stringSteps(operator) }
  }

  #with({ target, value, location }: DraftWith): LinkedWith {
    if (target.kind !== 'ref') throw new Error('`with` replaces no document and no function')
    const [head] = target.terms
    const isDocument = head?.kind === 'var' && (head.name === 'input' || head.name === 'data')
    const isInput = isDocument && head.name === 'input'
    if (isInput)
      return { kind: 'input', path: replacedPath(target), value: this.term(value), location }
    const isFunction =
      !isDocument ||
      this.#program.tree.find(target.terms)?.rules.some(({ head: { args } }) => args.length > 0)
    if (!isFunction)
      return { kind: 'data', path: replacedPath(target), value: this.term(value), location }
    const replacement = this.#function(value) ?? this.term(value)
    return { kind: 'call', target: this.#callee(target), replacement, location }
  }

  /** The function that a term names, where it names one. */
  #function(value: DraftTerm): Callee | undefined {
    if (value.kind !== 'ref') return undefined
    const name = builtinName(value)
    if (name !== undefined && this.#program.builtins.has(name)) return { kind: 'builtin', name }
    const rules = this.#program.tree.find(value.terms)?.rules
    return rules?.some(({ head }) => head.args.length > 0)
      ? { kind: 'function', path: stringSteps(value) }
      : undefined
  }
}

function constantValues(terms: readonly LinkedTerm[]): Value[] | undefined {
  const values: Value[] = []
  for (const term of terms) {
    if (term.kind !== 'constant') return undefined
    values.push(term.value)
  }
  return values
}

function stringSteps({ terms }: RefDraft): string[] {
  return terms.slice(1).map((step) => (step.kind === 'scalar' ? String(step.value) : ''))
}

function replacedPath(target: RefDraft): string[] | undefined {
  const isPath = target.terms
    .slice(1)
    .every((step) => step.kind === 'scalar' && typeof step.value === 'string')
  return isPath ? stringSteps(target) : undefined
}
