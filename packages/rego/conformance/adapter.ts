import { compile } from '../src/compile.ts'
import { linkQuery } from '../src/link/link-query.ts'
import type { Policy } from '../src/policy.ts'
import { EvaluationError } from '../src/run/evaluation-error.ts'
import { type Diagnostic, formatDiagnostic } from '../src/syntax/diagnostic.ts'
import { parseModule } from '../src/syntax/parse-module.ts'
import { parseQuery } from '../src/syntax/parse-query.ts'
import { parseStatement } from '../src/syntax/parse-statement.ts'
import { parseJson, toJson } from '../src/values/json.ts'
import type { Value } from '../src/values/value.ts'
import { hostFunctions } from './host-functions.ts'
import { readInputTerm } from './read-input-term.ts'

/** How the cases are run: every variant must pass them all. */
export interface Variant {
  readonly emitter: 'javascript' | 'closures'
  readonly indexed: boolean
  readonly earlyExit: boolean
}

export const plainVariant: Variant = { emitter: 'javascript', indexed: true, earlyExit: true }

interface Source {
  readonly name: string
  readonly source: string
}

interface EvaluateRequest {
  readonly regoVersion: 'v0' | 'v1'
  readonly modules: readonly Source[]
  readonly query: string
  readonly dataText: string | undefined
  readonly inputText: string | undefined
  readonly inputTerm: string | undefined
  readonly strictBuiltinErrors: boolean
  readonly experimentalKeywords: boolean
}

type EvaluateAnswer =
  | { readonly resultText: string }
  | { readonly error: { readonly code: string; readonly text: string } }

/** Runs one evaluation case of OPA's suite, as a variant of the engine. */
export function evaluateWith(variant: Variant): (request: EvaluateRequest) => EvaluateAnswer {
  return (request) => {
    const { regoVersion, modules, dataText, experimentalKeywords } = request
    const policy = compile(
      {
        modules: Object.fromEntries(modules.map(({ name, source }) => [name, source])),
        data: dataText === undefined ? {} : parseJson(dataText),
        regoVersion,
        emitter: variant.emitter,
        builtins: hostFunctions,
      },
      { ...variant, experimentalKeywords },
    )
    return policy.ok ? answer(policy, request) : refused(policy.diagnostics)
  }
}

function answer(policy: Policy, request: EvaluateRequest): EvaluateAnswer {
  const parsed = parseQuery({ source: request.query, version: 'v1' })
  if ('diagnostics' in parsed) return refused(parsed.diagnostics)
  const { program, builtins } = policy.parts
  const linked = linkQuery(parsed.body, program, { builtins })
  if ('diagnostics' in linked) return refused(linked.diagnostics)
  const { query } = linked
  try {
    const rows = policy.answers(query, inputOf(request), request)
    const texts = rows.map((row) => {
      const cells = query.variables.map(
        ({ shown }, i) => `${JSON.stringify(shown)}:${toJson(row[i] as Value)}`,
      )
      return `{${cells.join()}}`
    })
    return { resultText: `[${texts.join()}]` }
  } catch (error) {
    if (error instanceof EvaluationError)
      return { error: { code: error.code, text: error.message } }
    throw error
  }
}

function inputOf({ inputTerm, inputText }: EvaluateRequest): Value | undefined {
  if (inputTerm !== undefined) return readInputTerm(inputTerm)
  return inputText === undefined ? undefined : parseJson(inputText)
}

function refused(diagnostics: readonly Diagnostic[]): EvaluateAnswer {
  const text = diagnostics.map(formatDiagnostic).join('\n')
  return { error: { code: diagnostics[0]?.code ?? 'rego_compile_error', text } }
}

export const evaluateCase = evaluateWith(plainVariant)

interface CompileRequest {
  readonly regoVersion: 'v0' | 'v1' | 'v0-compat-v1'
  readonly modules: readonly Source[]
  readonly strict: boolean
  readonly experimentalKeywords: boolean
  readonly printStatements: boolean
  readonly allFutureKeywords: boolean
}
interface CompileAnswer {
  readonly errors: readonly {
    module: string
    code: string
    row: number
    col: number
    message: string
  }[]
}

/** Compiles the modules of a case: every error, in OPA's words. */
export function compileCase(request: CompileRequest): CompileAnswer {
  const { regoVersion, strict, experimentalKeywords, allFutureKeywords, printStatements } = request
  const policy = compile(
    {
      modules: Object.fromEntries(request.modules.map(({ name, source }) => [name, source])),
      regoVersion,
      strict,
      builtins: hostFunctions,
    },
    { experimentalKeywords, allFutureKeywords, keepPrint: printStatements },
  )
  if (policy.ok) return { errors: [] }
  const errors = policy.diagnostics.map(({ code, message, location, details = [] }) => ({
    module: location.file,
    code,
    row: location.row,
    col: location.col,
    message: [message, ...details].join('\n\t'),
  }))
  return { errors }
}

interface ParseRequest {
  readonly regoVersion: 'v0' | 'v1'
  readonly source: string
  readonly entry: 'module' | 'body' | 'statement'
}

/** Parses the text of a case: the error's text, if there is one. */
export function parseCase({ regoVersion: version, source, entry }: ParseRequest): {
  error?: string
} {
  const name = ''
  const parsed =
    entry === 'module'
      ? parseModule({ name, source, version })
      : entry === 'body'
        ? parseQuery({ source, version })
        : parseStatement({ source, version })
  return 'diagnostics' in parsed ? { error: parsed.diagnostics.map(inFull).join('\n') } : {}
}

/** With the lines that show the place. */
function inFull(diagnostic: Diagnostic): string {
  return [formatDiagnostic(diagnostic), ...(diagnostic.details ?? [])].join('\n\t')
}
