import type { Builtin } from '../../builtins/builtin.ts'
import type { Module } from '../../syntax/ast.ts'
import type { Diagnostic, DiagnosticCode } from '../../syntax/diagnostic.ts'
import type { Location } from '../../syntax/location.ts'
import { TypeTree } from '../types/type-tree.ts'
import type { DraftModule, DraftRule, RefDraft } from './draft.ts'
import { NameSource } from './name-source.ts'
import { builtinName } from './operators.ts'
import { printDraft, printReference } from './print-draft.ts'
import { RuleTree } from './rule-tree.ts'

export interface LinkOptions {
  readonly modules: readonly Module[]
  /** Every function that a policy may call, by name. */
  readonly builtins: ReadonlyMap<string, Builtin>
  /** Refuses what is likely a mistake: unused names, deprecated functions. */
  readonly strict?: boolean
  /** Keeps calls of `print`; otherwise they vanish. */
  readonly keepPrint?: boolean
}

/** The program as the stages find and leave it, and what they found wrong. */
export class ProgramDraft {
  readonly sources: readonly Module[]
  readonly builtins: ReadonlyMap<string, Builtin>
  readonly strict: boolean
  readonly keepPrint: boolean
  readonly names: NameSource
  readonly tree: RuleTree
  readonly types: TypeTree
  readonly diagnostics: Diagnostic[] = []
  /** Names that are called without `data` in front. */
  readonly called = new Set<string>()
  modules: readonly DraftModule[] = []
  readonly #around: ProgramDraft | undefined
  /** All rules, each after those that it needs. */
  ordered: readonly DraftRule[] = []

  /** `program`: the one that a query is asked of. The query sees its rules; names and mistakes are its own. */
  constructor(
    { modules, builtins, strict = false, keepPrint = false }: LinkOptions,
    program?: ProgramDraft,
  ) {
    this.sources = [...modules].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    this.builtins = builtins
    this.strict = strict
    this.keepPrint = keepPrint
    this.tree = program?.tree ?? new RuleTree()
    this.types = program?.types ?? new TypeTree()
    this.names = new NameSource(program === undefined ? '__local' : '__localq')
    this.#around = program
  }

  refuse(
    code: DiagnosticCode,
    message: string,
    location: Location,
    details?: readonly string[],
  ): void {
    this.diagnostics.push({ code, message, location, ...(details && { details }) })
  }

  /** How many arguments the function takes; undefined where there is no such function or rule. */
  readonly arity = (operator: RefDraft): number | undefined => {
    const name = builtinName(operator)
    if (name === 'eq') return 2
    const builtin = name === undefined ? undefined : this.builtins.get(name)
    if (builtin !== undefined) return builtin.args.length
    return this.tree.find(operator.terms)?.rules[0]?.head.args.length
  }

  /** The name of a variable in the text. */
  readonly original = (name: string): string => {
    const written = this.names.original(name)
    return this.#around === undefined ? written : this.#around.original(written)
  }

  /** A variable as a message about a reference shows it: the call that it is the result of. */
  readonly describe = (name: string): string => {
    const call = this.names.calls.get(name)
    if (call === undefined) return this.original(name)
    const { operator, args } = call
    const shown = args.slice(0, -1).map((arg) => printDraft(arg, this.describe))
    return `${printReference(operator.terms, this.describe)}(${shown.join(', ')})`
  }
}

/** Whether the program calls a built-in of which this holds. */
export function callsSome(program: ProgramDraft, holds: (builtin: Builtin) => boolean): boolean {
  for (const name of program.called) {
    const builtin = program.builtins.get(name)
    if (builtin !== undefined && holds(builtin)) return true
  }
  return false
}

/** One thing that is done to the program. What it finds wrong goes to `diagnostics`. */
export type Stage = (program: ProgramDraft) => void
