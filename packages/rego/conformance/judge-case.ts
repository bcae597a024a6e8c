import { sorted } from '../src/values/compare.ts'
import { equal } from '../src/values/equal.ts'
import { parseJson, toJson } from '../src/values/json.ts'
import { isObject } from '../src/values/kind.ts'
import { RegoSet } from '../src/values/rego-set.ts'
import type { Value } from '../src/values/value.ts'
import { evaluateCase } from './adapter.ts'
import type { YamlCase } from './yaml-cases.ts'

/** How a case went. */
export type Verdict =
  | { readonly passed: true }
  | { readonly passed: false; readonly reason: string }

/** Runs a case and compares what came as OPA's own runner does. */
export function judgeCase({ regoVersion, fields }: YamlCase): Verdict {
  const modules = (fields.modules ?? []) as readonly string[]
  const outcome = evaluateCase({
    regoVersion,
    modules: modules.map((source, i) => ({ name: `test-${i}.rego`, source })),
    query: String(fields.query),
    dataText: textOf(fields.data),
    inputText: textOf(fields.input),
    inputTerm: typeof fields.input_term === 'string' ? fields.input_term : undefined,
    strictBuiltinErrors: fields.strict_error === true,
    experimentalKeywords: fields.experimental_keywords === true,
  })
  const { want_error: wantedText, want_error_code: wantedCode } = fields
  if (wantedText !== undefined || wantedCode !== undefined) {
    if (!('error' in outcome)) return failed(`an error was wanted, got ${outcome.resultText}`)
    const { code, text } = outcome.error
    if (wantedCode !== undefined && code !== wantedCode) return failed(`code ${code}: ${text}`)
    if (!text.includes(String(wantedText ?? ''))) return failed(`wanted ${wantedText}, got ${text}`)
    return { passed: true }
  }
  if ('error' in outcome) return failed(outcome.error.text)
  return judgeRows(fields, parseJson(outcome.resultText) as readonly Value[])
}

function judgeRows(fields: YamlCase['fields'], rows: readonly Value[]): Verdict {
  const { want_result: wanted, want_defined: defined } = fields
  if (wanted === undefined && defined !== undefined) {
    return rows.length > 0 === defined ? { passed: true } : failed(`${rows.length} answers`)
  }
  const got = RegoSet.from(rows.map((row) => shown(fields, row)))
  const want = RegoSet.from((wanted ?? []) as readonly Value[])
  return equal(got, want) ? { passed: true } : failed(`wanted ${toJson(want)}, got ${toJson(got)}`)
}

/** A row without generated variables, its values sorted where the case says so. */
function shown(fields: YamlCase['fields'], row: Value): Value {
  if (!isObject(row)) return row
  const entries = Object.entries(row)
    .filter(([name]) => !(fields.ignore_generated_vars === true && name.startsWith('__localq')))
    .map(([name, value]) => [
      name,
      fields.sort_bindings === true && Array.isArray(value) ? sorted(value) : value,
    ])
  return Object.fromEntries(entries) as Value
}

/** JSON; null counts as absent, as in Go. */
function textOf(value: Value | undefined): string | undefined {
  return value === undefined || value === null ? undefined : toJson(value)
}

function failed(reason: string): Verdict {
  return { passed: false, reason: reason.slice(0, 500) }
}
