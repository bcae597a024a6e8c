import type { Import, Module, RefTerm, Rule, Term, VarTerm } from '../../syntax/ast.ts'
import { declaredNames } from '../draft/declared-names.ts'
import type { DraftModule, DraftRule, DraftTerm, Uses } from '../draft/draft.ts'
import { noUses, scalar } from '../draft/make.ts'
import { printImport } from '../draft/print-draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { type Global, type Globals, TermReader } from '../draft/read-term.ts'

/** Replaces every name of a rule or an import by the path it stands for. */
export function resolveNames(program: ProgramDraft): void {
  const exported = exportsByPackage(program.sources)
  program.modules = program.sources.map((source) => {
    const path = stepsOf(source.package.path).slice(1)
    const names = exported.get(JSON.stringify(path)) ?? new Set()
    const globals = globalsOf(path, names, source.imports)
    const module = readModule(program, source, path, globals)
    if (program.strict) refuseUnusedImports(program, source.imports, globals)
    return module
  })
}

/** The names of the rules of each package, whichever module declares them. */
export function exportsByPackage(modules: readonly Module[]): Map<string, Set<string>> {
  const exported = new Map<string, Set<string>>()
  for (const module of modules) {
    const key = JSON.stringify(stepsOf(module.package.path).slice(1))
    let names = exported.get(key)
    if (names === undefined) {
      names = new Set()
      exported.set(key, names)
    }
    for (const rule of module.rules) names.add(nameOf(rule.head.reference))
  }
  return exported
}

export function globalsOf(
  path: readonly string[],
  rules: ReadonlySet<string>,
  imports: readonly Import[],
): Map<string, Global> {
  const globals = new Map<string, Global>()
  for (const name of rules) globals.set(name, { path: ['data', ...path, name], used: false })
  for (const item of imports) {
    const steps = stepsOf(item.path)
    if (isKeywordImport(steps)) continue
    globals.set(importedName(item), { path: steps, used: false })
  }
  return globals
}

function isKeywordImport([root]: readonly string[]): boolean {
  return root === 'future' || root === 'rego'
}

export function importedName({ path, alias }: Import): string {
  return alias ?? stepsOf(path).at(-1) ?? ''
}

/** The head and the steps of a path in which all are constant. */
export function stepsOf(path: VarTerm | RefTerm): string[] {
  if (path.kind === 'var') return [path.name]
  return [nameOf(path), ...path.path.map((step) => (step.kind === 'string' ? step.value : ''))]
}

function nameOf(reference: VarTerm | RefTerm): string {
  if (reference.kind === 'var') return reference.name
  return reference.head.kind === 'var' ? reference.head.name : ''
}

function readModule(
  program: ProgramDraft,
  source: Module,
  path: readonly string[],
  globals: Globals,
): DraftModule {
  const all: DraftRule[] = []
  const rules: DraftRule[] = []
  const module = { source, path, imports: source.imports, rules, all, v1: source.version !== 'v0' }
  for (const rule of source.rules) {
    const chain: Rule[] = []
    for (let next: Rule | undefined = rule; next !== undefined; next = next.else) chain.push(next)
    let read: DraftRule | undefined
    const drafts: DraftRule[] = []
    for (const link of chain.reverse()) {
      read = readRule(program, module, link, globals, read)
      drafts.push(read)
    }
    if (read !== undefined) rules.push(read)
    all.push(...drafts.reverse())
  }
  return module
}

function readRule(
  program: ProgramDraft,
  module: DraftModule,
  source: Rule,
  globals: Globals,
  next: DraftRule | undefined,
): DraftRule {
  const { head, body, location } = source
  const { args = [], reference, key } = head
  const uses: Uses = noUses()
  const argNames = new Set<string>()
  for (const arg of args) collectArgNames(arg, argNames)
  for (const name of ['input', 'data']) {
    if (args.some((arg) => hasBareName(arg, name))) {
      const message = `args must not shadow ${name} (use a different variable name)`
      program.refuse('rego_compile_error', message, location)
      break
    }
  }
  const reader = new TermReader(globals, program, uses, [argNames, declaredNames(body)])
  const plain = new TermReader(new Map(), program, uses)
  const steps = reference.kind === 'ref' ? reference.path : []
  const name: DraftTerm = {
    kind: 'var',
    name: nameOf(reference),
    location: reference.location,
  }
  return {
    module,
    source,
    head: {
      terms: [name, ...steps.map((step) => reader.term(step))],
      args: args.map((arg) => plain.term(arg)),
      key: key === undefined ? undefined : reader.term(key),
      value: readValue(reader, source),
      location: head.location,
    },
    body: source.bodyGiven ? reader.body(body) : [],
    default: source.default,
    else: next,
    location,
    annotations: source.annotations,
    uses,
  }
}

function readValue(reader: TermReader, { head }: Rule): DraftTerm | undefined {
  if (head.value !== undefined) return reader.term(head.value)
  return head.key === undefined ? scalar(true, head.location) : undefined
}

/** The names in an argument that are bound by a call. */
function collectArgNames(term: Term, names: Set<string>): void {
  switch (term.kind) {
    case 'var':
      names.add(term.name)
      return
    case 'ref':
      collectArgNames(term.head, names)
      for (const step of term.path) collectArgNames(step, names)
      return
    case 'array':
      for (const item of term.items) collectArgNames(item, names)
      return
    case 'object':
      for (const [key, value] of term.entries) {
        collectArgNames(key, names)
        collectArgNames(value, names)
      }
      return
    default:
      return
  }
}

function hasBareName(term: Term, name: string): boolean {
  switch (term.kind) {
    case 'var':
      return term.name === name
    case 'ref':
      return term.path.some((step) => hasBareName(step, name))
    case 'array':
      return term.items.some((item) => hasBareName(item, name))
    case 'object':
      return term.entries.some((entry) => entry.some((inner) => hasBareName(inner, name)))
    default:
      return false
  }
}

function refuseUnusedImports(
  program: ProgramDraft,
  imports: readonly Import[],
  globals: Globals,
): void {
  for (const item of imports) {
    if (isKeywordImport(stepsOf(item.path))) continue
    if (globals.get(importedName(item))?.used === false) {
      program.refuse('rego_compile_error', `${printImport(item)} unused`, item.location)
    }
  }
}
