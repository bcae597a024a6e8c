import { countTests, indentedJson, runTests, type TestReport } from '@sallyport/rego/tools'
import { CommandEnded } from '../command-ended.ts'
import { CommandRefused } from '../command-refused.ts'
import type { CommandWorld } from '../command-world.ts'
import { type LoadFlags, loadPolicy } from './load-policy.ts'
import { errorsAsJson, renderErrors } from './render-errors.ts'
import { renderCoverageMiss, renderTests, testsAsJson } from './render-tests.ts'

interface TestOptions extends LoadFlags {
  readonly verbose?: boolean
  readonly run?: string
  readonly coverage?: boolean
  readonly threshold?: number
  readonly format: 'pretty' | 'json'
  readonly failOnEmpty?: boolean
  readonly exitZeroOnSkipped?: boolean
}

/** `policy test`: ends with 2 where a test did not pass, or too little was covered. */
export async function testPolicy(
  world: CommandWorld,
  paths: readonly string[],
  options: TestOptions,
) {
  const filter = options.run === undefined ? undefined : parsePattern(options.run)
  const { policy, diagnostics } = await loadPolicy(world, paths, options)
  if (policy === undefined) {
    const lines =
      options.format === 'json'
        ? [indentedJson(errorsAsJson(diagnostics))]
        : renderErrors(diagnostics)
    for (const line of lines) world.terminal.warn(line)
    throw new CommandEnded(1)
  }
  const threshold = options.threshold ?? 0
  const coverage = options.coverage === true || threshold > 0
  const report = runTests(policy, { coverage, ...(filter === undefined ? {} : { filter }) })
  await print(world, report, options)
  const { fail, error, skip } = countTests(report.results)
  if (fail + error > 0) throw new CommandEnded(2)
  if (report.coverage !== undefined && report.coverage.coverage < threshold) {
    for (const line of renderCoverageMiss(report.coverage, threshold, options.verbose === true))
      world.terminal.warn(line)
    throw new CommandEnded(2)
  }
  if (skip > 0 && options.exitZeroOnSkipped !== true) throw new CommandEnded(2)
  if (report.results.length === 0 && options.failOnEmpty === true)
    throw new CommandRefused(1, 'no tests were run')
}

async function print({ terminal }: CommandWorld, report: TestReport, options: TestOptions) {
  const { verbose = false, coverage = false, format } = options
  const failed = report.results.filter(({ outcome }) => outcome === 'fail' || outcome === 'error')
  // With coverage that is all there is to see, unless a test failed.
  if (coverage) {
    if (failed.length === 0) {
      await terminal.print(indentedJson(JSON.stringify(report.coverage)))
      return
    }
    for (const line of renderTests(failed, { verbose })) await terminal.print(line)
    return
  }
  const lines =
    format === 'json'
      ? [indentedJson(testsAsJson(report.results))]
      : renderTests(report.results, { verbose })
  for (const line of lines) await terminal.print(line)
}

/** Security: of the command line, as trusted as the person who typed it. */
function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text, 'u')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandRefused(2, `\`--run\` is no regular expression: ${reason}`)
  }
}
