import type { Builtin } from '../builtins/builtin.ts'
import type { Body, Import, Package } from '../syntax/ast.ts'
import type { Diagnostic } from '../syntax/diagnostic.ts'
import { nowhere } from '../syntax/location.ts'
import { declaredNames } from './draft/declared-names.ts'
import type { DraftExpr, Uses } from './draft/draft.ts'
import { noUses } from './draft/make.ts'
import { isGenerated, isWildcard } from './draft/name-source.ts'
import { ProgramDraft } from './draft/program-draft.ts'
import { TermReader } from './draft/read-term.ts'
import { addVariablesOfExpr, ownVariables, variablesOfBody } from './draft/variables.ts'
import { walkExprs } from './draft/walk.ts'
import { Linker } from './finish/link-term.ts'
import { draftOf } from './finish/linked-drafts.ts'
import type { LinkedQuery, Program } from './program.ts'
import { LocalRenamer } from './rewrite/local-renamer.ts'
import { LocalScopes } from './rewrite/local-scopes.ts'
import { TermExpander } from './rewrite/term-expander.ts'
import { TermHoister } from './rewrite/term-hoister.ts'
import { BodyOrder } from './safety/order-body.ts'
import { refuseUnsafe } from './safety/unsafe-diagnostics.ts'
import { refuseDeprecated } from './stages/check-deprecated.ts'
import { checkCall } from './stages/check-functions.ts'
import { refuseAssignedRoot } from './stages/check-overrides.ts'
import { refuseUnavailable } from './stages/check-unavailable.ts'
import { checkVoidCallsOf } from './stages/check-void-calls.ts'
import { exportsByPackage, globalsOf, stepsOf } from './stages/resolve-names.ts'
import { printRewriter } from './stages/rewrite-prints.ts'
import { TemplateWriter } from './stages/rewrite-templates.ts'
import { WithRewriter } from './stages/rewrite-withs.ts'
import { isTooDeep, tooDeep } from './too-deep.ts'
import { checkBodyTypes } from './types/check-body-types.ts'
import { TypeScope } from './types/type-scope.ts'

export interface QueryOptions {
  readonly builtins: ReadonlyMap<string, Builtin>
  /** The package whose rules the query names without their path. */
  readonly package?: Package
  readonly imports?: readonly Import[]
  readonly strict?: boolean
  readonly keepPrint?: boolean
}

type LinkedQueryOrNot = { readonly query: LinkedQuery } | { readonly diagnostics: Diagnostic[] }

/** Makes a query ready to be asked of a program that `link` has made, or says what is wrong with it. */
export function linkQuery(
  body: Body,
  program: Program,
  { builtins, package: within, imports = [], strict = false, keepPrint = false }: QueryOptions,
): LinkedQueryOrNot {
  const options = { modules: program.modules, builtins, strict, keepPrint }
  const draft = new ProgramDraft(options, draftOf(program))
  try {
    if (body.length === 0) {
      draft.refuse('rego_compile_error', 'empty query cannot be compiled', nowhere)
      return { diagnostics: draft.diagnostics }
    }
    return new QueryLinker(draft, body, globalsFor(draft, within, imports)).link()
  } catch (error) {
    if (!isTooDeep(error)) throw error
    return { diagnostics: [tooDeep] }
  }
}

function globalsFor(
  draft: ProgramDraft,
  within: Package | undefined,
  imports: readonly Import[],
): ReturnType<typeof globalsOf> {
  if (within === undefined) return globalsOf([], new Set(), imports)
  const path = stepsOf(within.path).slice(1)
  const names = exportsByPackage(draft.sources).get(JSON.stringify(path))
  return globalsOf(path, names ?? new Set(), imports)
}

class QueryLinker {
  readonly #draft: ProgramDraft
  readonly #uses: Uses = noUses()
  #body: DraftExpr[]
  /** The variables of the query by their unique names, in the order of the text. */
  readonly #shown = new Map<string, string>()

  constructor(draft: ProgramDraft, body: Body, globals: ReturnType<typeof globalsOf>) {
    this.#draft = draft
    const declared = [declaredNames(body)]
    this.#body = new TermReader(globals, draft, this.#uses, declared).body(body)
  }

  link(): LinkedQueryOrNot {
    const { diagnostics } = this.#draft
    // As for modules: the first that finds something wrong ends it. `==` stays a call, which may say false.
    const stages = [
      this.#checkOverrides,
      this.#renameLocals,
      this.#rewriteTemplates,
      this.#checkVoidCalls,
      this.#rewritePrints,
      this.#expandTerms,
      this.#rewriteWiths,
      this.#checkFunctions,
      this.#orderBody,
      this.#hoistTerms,
      this.#checkTypes,
      this.#checkDeprecated,
    ]
    for (const stage of stages) {
      stage()
      if (diagnostics.length > 0) return { diagnostics }
    }
    const bound = variablesOfBody(this.#body, ownVariables)
    const variables = [...this.#shown]
      .filter(([local]) => bound.has(local))
      .map(([local, shown]) => ({ shown, local }))
    return { query: { body: new Linker(this.#draft).body(this.#body), variables } }
  }

  readonly #checkOverrides = (): void => {
    if (!this.#draft.strict) return
    walkExprs(this.#body, (expr) => refuseAssignedRoot(this.#draft, expr))
  }

  readonly #renameLocals = (): void => {
    const renamer = new LocalRenamer(this.#draft, new LocalScopes(this.#draft.names))
    this.#body = renamer.body(this.#body, new Set())
    for (const expr of this.#body) {
      addVariablesOfExpr(expr, ownVariables, (name) => {
        const shown = this.#draft.names.original(name)
        if (isGenerated(shown) || isWildcard(shown) || shown === 'input' || shown === 'data') {
          if (shown === name) return
        }
        if (!isWildcard(shown) && !isGenerated(shown)) this.#shown.set(name, shown)
      })
    }
  }

  readonly #rewriteTemplates = (): void => {
    if (this.#uses.template) {
      new TemplateWriter(this.#draft, this.#draft.names).body(this.#body, isRoot)
    }
  }

  readonly #checkVoidCalls = (): void => {
    if (this.#uses.print) checkVoidCallsOf(this.#draft, this.#body)
  }

  readonly #rewritePrints = (): void => {
    if (this.#uses.print) this.#body = printRewriter(this.#draft)(this.#body, isRoot)
  }

  readonly #expandTerms = (): void => {
    this.#body = new TermExpander(this.#draft.names).body(this.#body)
  }

  readonly #rewriteWiths = (): void => {
    if (this.#uses.with) {
      this.#body = new WithRewriter(this.#draft, this.#draft.names).body(this.#body)
    }
  }

  readonly #checkFunctions = (): void => {
    walkExprs(this.#body, (expr) => {
      checkCall(this.#draft, expr)
      refuseUnavailable(this.#draft, expr)
    })
  }

  readonly #orderBody = (): void => {
    const order = new BodyOrder(this.#draft.arity)
    this.#body = order.order(this.#body, new Set(['input', 'data']))
    if (order.unsafe.length > 0) refuseUnsafe(this.#draft, order.unsafe, undefined)
  }

  readonly #hoistTerms = (): void => {
    this.#body = new TermHoister(this.#draft.names, 'called').body(this.#body)
  }

  readonly #checkTypes = (): void => {
    const scope = new TypeScope(this.#draft, this.#draft.types)
    this.#draft.diagnostics.push(...checkBodyTypes(scope, this.#body))
  }

  readonly #checkDeprecated = (): void => {
    if (!this.#draft.strict) return
    walkExprs(this.#body, (expr) => refuseDeprecated(this.#draft, expr))
  }
}

function isRoot(name: string): boolean {
  return name === 'input' || name === 'data'
}
