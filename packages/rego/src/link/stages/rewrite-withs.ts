import type { Location } from '../../syntax/location.ts'
import type { DraftExpr, DraftTerm, DraftWith, RefDraft } from '../draft/draft.ts'
import { equation, variable } from '../draft/make.ts'
import type { NameSource } from '../draft/name-source.ts'
import { builtinName, isVoidName } from '../draft/operators.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { bodiesOf, headTerms, needsEvaluation, termsOf, walkTerms } from '../draft/walk.ts'

/** Checks what `with` replaces, and takes values that have to be evaluated out in front. */
export function rewriteWiths(program: ProgramDraft): void {
  for (const module of program.modules) {
    for (const rule of module.all) {
      if (!rule.uses.with) continue
      const rewriter = new WithRewriter(program, program.names)
      for (const term of headTerms(rule.head)) rewriter.insideTerm(term)
      rule.body = rewriter.body(rule.body)
    }
  }
}

export class WithRewriter {
  readonly #program: ProgramDraft
  readonly #names: NameSource

  constructor(program: ProgramDraft, names: NameSource) {
    this.#program = program
    this.#names = names
  }

  body(body: readonly DraftExpr[]): DraftExpr[] {
    const rewritten: DraftExpr[] = []
    for (const expr of body) {
      this.#inside(expr)
      for (const modifier of expr.with) {
        const value = this.#check(modifier)
        if (value === 'refused') return [...body]
        if (value === 'kept' || !needsEvaluation(modifier.value)) continue
        const { value: moved } = modifier
        const name = this.#names.generate()
        rewritten.push(equation(variable(name, moved.location), moved, moved.location))
        modifier.value = variable(name, moved.location)
      }
      rewritten.push(expr)
    }
    return rewritten
  }

  #inside(expr: DraftExpr): void {
    for (const term of termsOf(expr)) this.insideTerm(term)
    if (bodiesOf(expr).length === 0) return
    if (expr.kind === 'every' || expr.kind === 'not') expr.body = this.body(expr.body)
    else if (expr.kind === 'logical') {
      expr.left = this.body(expr.left)
      expr.right = this.body(expr.right)
    }
  }

  insideTerm(term: DraftTerm): void {
    walkTerms(term, (inner) => {
      if (inner.kind !== 'comprehension') return true
      inner.body = this.body(inner.body)
      return false
    })
  }

  /** Whether the value is a function, which is kept as it is, or one to look at. */
  #check(modifier: DraftWith): 'refused' | 'kept' | 'value' {
    const { builtins } = this.#program
    const { value, target } = modifier
    if (value.kind === 'var' && builtins.has(value.name)) {
      modifier.value = { kind: 'ref', terms: [value], location: value.location }
    }
    if (isBelow(target, 'data')) return this.#checkData(target, modifier.value)
    if (isBelow(target, 'input')) return 'value'
    const name = functionName(target)
    const builtin = name === undefined ? undefined : builtins.get(name)
    const known = builtin !== undefined || (name !== undefined && ownNames.has(name))
    if (name === undefined || !known) {
      const message = 'with keyword target must reference existing input, data, or a function'
      this.#program.refuse('rego_type_error', message, target.location)
      return 'refused'
    }
    if (target.kind === 'var') {
      modifier.target = { kind: 'ref', terms: [target], location: target.location }
    }
    const refusal = refusalOfBuiltin(name, builtin?.enumerate !== undefined)
    if (refusal !== undefined) {
      return this.#refuse(`with keyword replacing built-in function: ${refusal}`, target.location)
    }
    return this.#isFunction(modifier.value) ? 'kept' : 'value'
  }

  #checkData(target: RefDraft, value: DraftTerm): 'refused' | 'kept' | 'value' {
    const { tree } = this.#program
    let node = tree
    for (const [i, step] of target.terms.entries()) {
      if (i === 0) continue
      const child = node.child(step)
      if (child === undefined) break
      const isLast = i === target.terms.length - 1
      if (!isLast && child.rules.length > 0) {
        const message = 'with keyword cannot partially replace virtual document(s)'
        return this.#refuse(message, target.location)
      }
      if (
        isLast &&
        child.rules.some(({ head }) => head.args.length > 0) &&
        this.#isFunction(value)
      ) {
        return 'kept'
      }
      node = child
    }
    const rules = value.kind === 'ref' ? tree.find(value.terms)?.rules : undefined
    return rules?.some(({ head }) => head.args.length > 0) ? 'kept' : 'value'
  }

  /** A rule or a built-in that can be called. */
  #isFunction(value: DraftTerm): boolean {
    if (value.kind === 'ref' && this.#program.tree.find(value.terms) !== undefined) return true
    const name = functionName(value)
    return name !== undefined && this.#program.builtins.has(name)
  }

  #refuse(message: string, location: Location): 'refused' {
    this.#program.refuse('rego_compile_error', message, location)
    return 'refused'
  }
}

/** Functions that linking itself takes out of the program. */
const ownNames: ReadonlySet<string> = new Set(['eq', 'rego.metadata.chain', 'rego.metadata.rule'])

function isBelow(term: DraftTerm, root: 'data' | 'input'): term is RefDraft {
  if (term.kind !== 'ref') return false
  const [head] = term.terms
  return head?.kind === 'var' && head.name === root
}

function functionName(term: DraftTerm): string | undefined {
  if (term.kind === 'var') return term.name
  return term.kind === 'ref' ? builtinName(term) : undefined
}

function refusalOfBuiltin(name: string, isRelation: boolean): string | undefined {
  if (ownNames.has(name)) {
    return `replacement of "${name}" invalid`
  }
  if (name.startsWith('internal.')) return `replacement of internal function "${name}" invalid`
  if (isRelation) return 'target must not be a relation'
  return isVoidName(name) ? 'target must not be a void function' : undefined
}
