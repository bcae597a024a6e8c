import { toJson, type Value } from '@sallyport/rego'
import { type Answer, type Answers, type Explanation, indentedJson } from '@sallyport/rego/tools'
import { renderBox } from './render-box.ts'
import { errorsAsJson, renderErrors } from './render-errors.ts'
import { explanationAsJson, renderExplanation } from './render-explanation.ts'

export const answerFormats = ['json', 'pretty', 'values', 'bindings', 'raw', 'discard'] as const
export type AnswerFormat = (typeof answerFormats)[number]

interface Rendered {
  readonly out: readonly string[]
  readonly err: readonly string[]
}

/** Longer cells of a table are cut, as `opa eval` does. */
const mostShown = 80

/** The answers of a query as `opa eval --format` prints them; the explanation follows. */
export function renderAnswers(
  answers: Answers,
  format: AnswerFormat,
  explanation: Explanation | undefined,
): Rendered {
  if (format === 'json' || format === 'discard')
    return { out: [indentedJson(asJson(answers, format, explanation))], err: [] }
  if (!answers.ok) return { out: [], err: renderErrors(answers.errors) }
  const explained = explanation === undefined ? [] : ['', ...renderExplanation(explanation)]
  return { out: [...renderRows(answers.answers, format), ...explained], err: [] }
}

function renderRows(
  answers: readonly Answer[],
  format: 'pretty' | 'values' | 'bindings' | 'raw',
): readonly string[] {
  switch (format) {
    case 'pretty':
      return renderPretty(answers)
    case 'values':
      return answers.map(({ expressions }) =>
        indentedJson(`[${expressions.map(({ value }) => toJson(value)).join()}]`),
      )
    case 'bindings':
      return answers.map((answer) => indentedJson(bindingsAsJson(answer)))
    case 'raw':
      return answers.map(({ expressions }) =>
        expressions
          .map(({ value }) => (typeof value === 'string' ? value : toJson(value)))
          .join(' '),
      )
  }
}

function asJson(
  answers: Answers,
  format: 'json' | 'discard',
  explanation: Explanation | undefined,
): string {
  if (!answers.ok) return errorsAsJson(answers.errors)
  const rows = answers.answers.map((answer) => {
    const bindings = answer.bindings.size === 0 ? '' : `,"bindings":${bindingsAsJson(answer)}`
    return `{"expressions":[${answer.expressions.map(expressionAsJson).join()}]${bindings}}`
  })
  const result = format === 'discard' ? '"discarded"' : `[${rows.join()}]`
  const parts = [
    ...(rows.length === 0 ? [] : [`"result":${result}`]),
    ...(explanation === undefined ? [] : [`"explanation":${explanationAsJson(explanation)}`]),
  ]
  return `{${parts.join()}}`
}

function expressionAsJson({ value, text, location }: Answer['expressions'][number]): string {
  const place = JSON.stringify({ row: location.row, col: location.col })
  return `{"value":${toJson(value)},"text":${toJson(text)},"location":${place}}`
}

function bindingsAsJson({ bindings }: Answer): string {
  const entries = [...bindings].sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, value]) => `${toJson(name)}:${toJson(value)}`).join()}}`
}

function renderPretty(answers: readonly Answer[]): readonly string[] {
  const [first] = answers
  if (first === undefined) return ['undefined']
  const { expressions, bindings } = first
  const [only] = expressions
  const isOne = expressions.length === 1 || expressions.every(({ value }) => isBoolean(value))
  if (answers.length === 1 && bindings.size === 0 && isOne && only !== undefined)
    return [indentedJson(toJson(only.value))]
  const names = [...bindings.keys()].sort()
  const shown = expressions.flatMap(({ value }, i) => (isBoolean(value) ? [] : [i]))
  const heading = [...names, ...shown.map((i) => expressions[i]?.text ?? '')]
  const rows = answers.map((answer) =>
    [
      ...names.map((name) => answer.bindings.get(name)),
      ...shown.map((i) => answer.expressions[i]?.value),
    ].map(cellText),
  )
  return renderBox(heading, rows)
}

function cellText(value: Value | undefined): string {
  const text = value === undefined ? '' : toJson(value)
  return text.length <= mostShown ? text : `${text.slice(0, mostShown)}...`
}

function isBoolean(value: Value): boolean {
  return typeof value === 'boolean'
}
