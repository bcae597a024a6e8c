import type { ExplainedRule, Explanation, FailedRule } from '@sallyport/rego/tools'
import { printable } from './printable.ts'
import { placeOf } from './render-errors.ts'

/** Longer values are cut. */
const mostShown = 120

/** Which rules gave the answer and, for a denial, where the closest one failed. */
export function renderExplanation({ rules, closest }: Explanation): readonly string[] {
  const given = rules.map(renderRule)
  const failed = renderFailures(closest)
  return [
    ...(given.length === 0
      ? ['no rule gave an answer']
      : ['rules that gave it:', ...indent(given)]),
    ...(failed.length === 0 ? [] : ['closest to another answer:', ...indent(failed)]),
  ]
}

/** A chain of failures, each with its expression and the values of that. */
export function renderFailures(closest: readonly FailedRule[]): readonly string[] {
  return closest.flatMap(({ name, location: { file, row }, expression, values, held }) => [
    `${file}:${row}: ${name} failed at`,
    ...indent([
      ...printable(expression).split('\n'),
      ...indent(
        Object.entries(values).map(
          ([term, value]) => `${printable(oneLine(term))}: ${renderValue(value)}`,
        ),
      ),
      ...held.map((rule) => `because ${renderRule(rule)}`),
    ]),
  ])
}

function renderRule({ name, location: { file, row }, value }: ExplainedRule): string {
  return `${file}:${row}: ${name} is ${renderValue(value)}`
}

export function renderValue(value: unknown): string {
  if (value === undefined) return 'undefined'
  const text = printable(toText(value))
  return text.length <= mostShown ? text : `${text.slice(0, mostShown)}…`
}

/** For JSON: values that were undefined are named. */
export function explanationAsJson({ rules, closest }: Explanation): string {
  return toText({ rules: rules.map(ruleAsJson), closest: failuresAsJson(closest) })
}

export function failuresAsJson(closest: readonly FailedRule[]) {
  return closest.map(({ name, location, expression, values, held }) => ({
    name,
    location: placeOf(location),
    expression,
    values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
    undefined: Object.keys(values).filter((term) => values[term] === undefined),
    held: held.map(ruleAsJson),
  }))
}

function ruleAsJson({ name, location, value }: ExplainedRule) {
  return { name, location: placeOf(location), value }
}

/** Of ES2025, which the types do not have yet. */
const { rawJSON } = JSON as typeof JSON & { rawJSON(json: string): unknown }

/** JSON with whole numbers of any size. */
export function toText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? rawJSON(String(inner)) : inner,
  )
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`)
}
