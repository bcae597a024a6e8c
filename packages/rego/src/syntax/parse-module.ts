import { builtinTable } from '../builtins/table.ts'
import type { AnnotationsDraft } from './annotations-from.ts'
import type { Import, Module, RegoVersion } from './ast.ts'
import { type Annotated, attachAnnotations } from './attach-annotations.ts'
import { checkV1Style } from './check-v1-style.ts'
import type { Diagnostic } from './diagnostic.ts'
import { type Location, nowhere } from './location.ts'
import { parseAnnotations } from './parse-annotations.ts'
import { isV1Import } from './parse-import.ts'
import {
  type ParseOptions,
  parseStatements,
  type Statement,
  type Statements,
} from './parse-statements.ts'
import type { RuleDraft } from './rule-draft.ts'
import { ruleFromBody } from './rule-from-body.ts'

export interface ModuleSource extends ParseOptions {
  readonly name: string
  readonly source: string
}

/** A whole file. Diagnostics are all that was found wrong; nothing is thrown for any text. */
export function parseModule(
  options: ModuleSource,
): { readonly module: Module } | { readonly diagnostics: Diagnostic[] } {
  const parsed = parseStatements(options)
  const { annotations, diagnostics } = parseAnnotations(parsed.comments, options.source)
  if ('diagnostics' in parsed) return { diagnostics: [...parsed.diagnostics, ...diagnostics] }
  if (diagnostics.length > 0) return { diagnostics }
  return assemble(options, parsed, annotations)
}

function assemble(
  options: ModuleSource,
  { statements, comments }: Statements,
  drafts: readonly AnnotationsDraft[],
): { readonly module: Module } | { readonly diagnostics: Diagnostic[] } {
  const [first, ...others] = statements
  if (first === undefined) return { diagnostics: [nothingIn(options, drafts)] }
  const diagnostics: Diagnostic[] = []
  if (first.kind !== 'package') diagnostics.push(problem('package expected', placeOf(first)))
  const imports = others.flatMap((statement) =>
    statement.kind === 'import' ? [statement.import] : [],
  )
  const version = versionOf(options.version, imports)
  const nodes: Annotated[] =
    first.kind === 'package' ? [{ kind: 'package', node: first.package }] : []
  const rules: RuleDraft[] = []
  for (const statement of others) {
    const found = annotatedOf(statement)
    if ('message' in found) {
      diagnostics.push(found)
      continue
    }
    nodes.push(found.annotated)
    if (found.rule !== undefined) rules.push(found.rule)
  }
  if (version !== 'v0') {
    for (const rule of rules) for (const found of checkV1Style(rule)) diagnostics.push(found)
  }
  if (diagnostics.length > 0 || first.kind !== 'package') return { diagnostics }
  const attached = attachAnnotations(drafts, nodes)
  if (attached.diagnostics.length > 0) return { diagnostics: [...attached.diagnostics] }
  const { name, source } = options
  const module: Module = {
    name,
    source,
    version,
    package: first.package,
    imports,
    rules: attached.rules,
    annotations: attached.annotations,
    comments,
  }
  return { module }
}

function problem(message: string, location: Location): Diagnostic {
  return { code: 'rego_parse_error', message, location }
}

function nothingIn({ name }: ModuleSource, drafts: readonly AnnotationsDraft[]): Diagnostic {
  const [block] = drafts
  if (block !== undefined) return problem('package expected', block.location)
  return problem('empty module', { file: name, row: 0, col: 0, offset: 0, end: 0 })
}

function placeOf(statement: Statement): Location {
  switch (statement.kind) {
    case 'package':
      return statement.package.location
    case 'import':
      return statement.import.location
    case 'rule':
      return statement.rule.location
    case 'body':
      return statement.body[0]?.location ?? nowhere
  }
}

/** `import rego.v1` in v0 asks for the style of v1. */
function versionOf(version: RegoVersion, imports: readonly Import[]): RegoVersion {
  return version === 'v0' && imports.some(isV1Import) ? 'v0-compat-v1' : version
}

function annotatedOf(
  statement: Statement,
): { readonly annotated: Annotated; readonly rule?: RuleDraft } | Diagnostic {
  switch (statement.kind) {
    case 'package':
      return problem('unexpected package', placeOf(statement))
    case 'import':
      return { annotated: { kind: 'import', node: statement.import } }
    case 'rule':
      return { annotated: { kind: 'rule', node: statement.rule }, rule: statement }
    case 'body': {
      const rule = ruleFromBody(statement.body, (name) => builtinTable.has(name))
      if (typeof rule === 'string') return problem(rule, placeOf(statement))
      return { annotated: { kind: 'rule', node: rule.rule }, rule }
    }
  }
}
