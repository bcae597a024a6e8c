import { linkQuery } from '../link/link-query.ts'
import type { EvaluateOptions, Policy } from '../policy.ts'
import { outcomeError } from '../run/evaluate-entry.ts'
import { EvaluationError } from '../run/evaluation-error.ts'
import { toPlain } from '../run/to-plain.ts'
import type { Expr, Import, Package, RegoVersion } from '../syntax/ast.ts'
import type { Diagnostic } from '../syntax/diagnostic.ts'
import type { Location } from '../syntax/location.ts'
import { parseModule } from '../syntax/parse-module.ts'
import { parseQuery } from '../syntax/parse-query.ts'
import type { Value } from '../values/value.ts'
import { captureValues } from './capture-values.ts'

export interface Question {
  readonly text: string
  /** Of the text. Default: v1. */
  readonly version?: RegoVersion
  readonly input?: unknown
  /** The package whose rules the text names without their path: `authz`. */
  readonly package?: string
  /** As they stand behind `import`: `data.roles`, `data.lib.net as net`. */
  readonly imports?: readonly string[]
}

/** One answer, as `opa eval` shows it. */
export interface Answer {
  /** The expressions of the query in turn. */
  readonly expressions: readonly {
    readonly value: Value
    readonly text: string
    readonly location: Location
  }[]
  /** The variables of the query, by name. */
  readonly bindings: ReadonlyMap<string, Value>
}

/** What went wrong, with the place apart from the words. */
export interface AnswerError {
  readonly code: string
  readonly message: string
  readonly location: Location | undefined
  readonly details?: readonly string[]
}

export type Answers =
  | { readonly ok: true; readonly answers: readonly Answer[] }
  | { readonly ok: false; readonly errors: readonly AnswerError[] }

/** Every answer of a query, for tools: with the value of each expression. Never throws. */
export function askQuery(
  policy: Policy,
  question: Question,
  options: EvaluateOptions = {},
): Answers {
  const { text, version = 'v1', input } = question
  const surroundings = readSurroundings(question)
  if ('diagnostics' in surroundings) return { ok: false, errors: surroundings.diagnostics }
  const parsed = parseQuery({ source: text, version })
  if ('diagnostics' in parsed) return { ok: false, errors: parsed.diagnostics }
  const { body, captured, mustHold } = captureValues(parsed.body)
  const { program, builtins } = policy.parts
  const linked = linkQuery(body, program, { builtins, keepPrint: true, ...surroundings })
  if ('diagnostics' in linked) return { ok: false, errors: distinct(linked.diagnostics) }
  const { variables } = linked.query
  try {
    const rows = policy
      .answers(linked.query, input, options)
      .map((row) => new Map(variables.map(({ shown }, i) => [shown, row[i] as Value] as const)))
    // What is nested too deeply to be printed is an error here, not later.
    for (const row of rows) for (const value of row.values()) toPlain(value, policy.parts.limits)
    const answers = rows
      .filter((row) => !mustHold || captured.every((name) => !name || row.get(name) !== false))
      .map((row) => answerOf(row, parsed.body, captured, text))
    return { ok: true, answers }
  } catch (error) {
    return { ok: false, errors: [errorOf(error)] }
  }
}

/** Where the text stands, read as the head of a module. */
function readSurroundings({
  package: within,
  imports = [],
  version = 'v1',
}: Question): { package?: Package; imports: readonly Import[] } | { diagnostics: Diagnostic[] } {
  if (within === undefined && imports.length === 0) return { imports: [] }
  const lines = [`package ${within ?? 'query'}`, ...imports.map((name) => `import ${name}`)]
  const parsed = parseModule({ name: 'query', source: lines.join('\n'), version })
  if ('diagnostics' in parsed) return parsed
  const { module } = parsed
  return { imports: module.imports, ...(within === undefined ? {} : { package: module.package }) }
}

function answerOf(
  row: ReadonlyMap<string, Value>,
  body: readonly Expr[],
  captured: readonly (string | undefined)[],
  text: string,
): Answer {
  return {
    expressions: body.map(({ location }, i) => {
      const name = captured[i]
      return {
        value: name === undefined ? true : (row.get(name) ?? true),
        text: text.slice(location.offset, location.end),
        location,
      }
    }),
    bindings: new Map([...row].filter(([name]) => !captured.includes(name))),
  }
}

function distinct(diagnostics: readonly Diagnostic[]): readonly AnswerError[] {
  const isWritten = ({ message }: Diagnostic) => !/var expression \d/.test(message)
  const written = diagnostics.filter(isWritten)
  return written.length > 0 ? written : diagnostics
}

function errorOf(error: unknown): AnswerError {
  const { code, message, location } = outcomeError(error)
  return { code, message: error instanceof EvaluationError ? error.reason : message, location }
}
