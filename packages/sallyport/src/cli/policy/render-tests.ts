import {
  type CaseResult,
  type CoverageReport,
  countTests,
  rowSpans,
  type TestResult,
} from '@sallyport/rego/tools'
import { printable } from './printable.ts'
import { placeOf } from './render-errors.ts'
import { failuresAsJson, renderFailures, renderValue, toText } from './render-explanation.ts'

const ruler = '-'.repeat(80)

/** The results as `opa test` prints them, with why a test failed. Passed ones only if `verbose`. */
export function renderTests(
  results: readonly TestResult[],
  { verbose }: { readonly verbose: boolean },
): readonly string[] {
  const shown = results.filter(({ outcome }) => verbose || outcome !== 'pass')
  const lines = shown.flatMap((result) => renderResult(result, verbose))
  const counts = countTests(results)
  const total = counts.pass + counts.fail + counts.skip + counts.error
  const summary = (
    [
      ['PASS', counts.pass],
      ['FAIL', counts.fail],
      ['SKIPPED', counts.skip],
      ['ERROR', counts.error],
    ] as const
  ).flatMap(([name, count]) => (count === 0 ? [] : [`${name}: ${count}/${total}`]))
  return [...lines, ...(lines.length === 0 ? [] : [ruler]), ...summary]
}

const words = { pass: 'PASS', fail: 'FAIL', error: 'ERROR', skip: 'SKIPPED' } as const

function renderResult(result: TestResult, verbose: boolean): readonly string[] {
  const { location, package: inPackage, name, outcome, durationNs, error, cases } = result
  const duration = outcome === 'skip' ? '' : ` (${renderDuration(durationNs)})`
  return [
    `${location.file}:${location.row}:`,
    `${printable(`${inPackage}.${name}`)}: ${words[outcome]}${duration}`,
    ...(error === undefined ? [] : [`  ${printable(error.message)}`]),
    ...indent(cases.flatMap((one) => renderCase(one, verbose))),
    ...(result.value === undefined ? [] : [`  it is ${renderValue(result.value)}, not true`]),
    ...indent(renderFailures(result.closest)),
    ...(result.output.length === 0 ? [] : ['', ...indent(result.output.map(printable)), '']),
  ]
}

function renderCase({ name, outcome, cases, closest }: CaseResult, verbose: boolean): string[] {
  if (outcome === 'pass' && !verbose) return []
  return [
    `${printable(name)}: ${words[outcome]}`,
    ...indent([...cases.flatMap((one) => renderCase(one, verbose)), ...renderFailures(closest)]),
  ]
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

/** As Go writes durations: `152.7µs`. */
function renderDuration(ns: number): string {
  if (ns < 1e3) return `${ns}ns`
  if (ns < 1e6) return `${ns / 1e3}µs`
  if (ns < 1e9) return `${ns / 1e6}ms`
  return `${ns / 1e9}s`
}

/** A list of results in the form of `opa test --format json`; `closest` says why one failed. */
export function testsAsJson(results: readonly TestResult[]): string {
  return toText(
    results.map((result) => ({
      location: placeOf(result.location),
      package: result.package,
      name: result.name,
      ...(result.outcome === 'fail' && { fail: true }),
      ...(result.outcome === 'skip' && { skip: true }),
      ...(result.error !== undefined && { error: errorOf(result.error) }),
      duration: result.durationNs,
      ...(result.output.length > 0 && {
        output: Buffer.from(`${result.output.join('\n')}\n`).toString('base64'),
      }),
      ...(result.cases.length > 0 && { sub_results: casesAsJson(result.cases) }),
      ...(result.closest.length > 0 && { closest: failuresAsJson(result.closest) }),
    })),
  )
}

function errorOf({ code, message, location }: NonNullable<TestResult['error']>) {
  return { code, message, ...(location === undefined ? {} : { location: placeOf(location) }) }
}

function casesAsJson(cases: readonly CaseResult[]): unknown {
  return Object.fromEntries(
    cases.map(({ name, outcome, cases: inner, closest }) => [
      name,
      {
        name,
        ...(outcome === 'fail' && { fail: true }),
        ...(inner.length > 0 && { sub_results: casesAsJson(inner) }),
        ...(closest.length > 0 && { closest: failuresAsJson(closest) }),
      },
    ]),
  )
}

/** Why the coverage is not enough and, if `verbose`, which lines are missing. */
export function renderCoverageMiss(
  { coverage, files }: CoverageReport,
  threshold: number,
  verbose: boolean,
): readonly string[] {
  const missing = Object.entries(files).flatMap(([file, { not_covered = [] }]) =>
    rowSpans(not_covered).map(
      ({ from, to }) => `\t${file}:${from === to ? `${from}` : `${from}-${to}`}`,
    ),
  )
  const said = `Code coverage threshold not met: got ${coverage.toFixed(2)} instead of ${threshold.toFixed(2)}`
  return verbose ? [said, 'Lines not covered:', ...missing] : [said]
}
