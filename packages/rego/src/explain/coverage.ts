import type { LinkedRule } from '../link/program.ts'
import type { PlannedExpression, PlannedRule, Unit } from '../plan/rir.ts'
import { SilentObserver } from '../run/observer.ts'
import type { Module } from '../syntax/ast.ts'
import type { Location } from '../syntax/location.ts'
import {
  comparePositions,
  compareRanges,
  type Position,
  rangeOf,
  rowsOf,
  type SourceRange,
} from './source-range.ts'
import { writtenExpressions, writtenRules } from './written-expressions.ts'

/** What of a file was run and what was not, as `opa test --coverage` says it. */
export interface FileCoverage {
  readonly covered?: readonly SourceRange[]
  readonly not_covered?: readonly SourceRange[]
  /** Rows of which something was run. */
  readonly covered_lines?: number
  /** Rows of which something was not run; a row can be among both. */
  readonly not_covered_lines?: number
  /** Percent of the rows. */
  readonly coverage?: number
}

export interface CoverageReport {
  readonly files: { readonly [name: string]: FileCoverage }
  readonly covered_lines: number
  readonly not_covered_lines: number
  /** Percent of the rows; 0 where there are none. */
  readonly coverage: number
}

/** Gathers over any number of evaluations which expressions were run and which rules answered. */
export class Coverage extends SilentObserver {
  readonly #reached = new Set<number>()
  readonly #answered = new Set<LinkedRule>()

  override reach(expression: number): void {
    this.#reached.add(expression)
  }

  override answer(_unit: Unit, { rule }: PlannedRule): void {
    if (rule !== undefined) this.#answered.add(rule)
  }

  /** What was run of these modules. `expressions`: those of the policy that was watched. */
  report(modules: readonly Module[], expressions: readonly PlannedExpression[]): CoverageReport {
    const hits = new Map<string, Location[]>(modules.map(({ name }) => [name, []]))
    for (const number of this.#reached) {
      const location = expressions[number]?.location
      if (location !== undefined) hits.get(location.file)?.push(location)
    }
    for (const { source, location } of this.#answered)
      hits.get(location.file)?.push(source.head.location)
    const files = modules.map((module) => reportFile(module, hits.get(module.name) ?? []))
    const coveredLines = sum(files.map(({ covered_lines = 0 }) => covered_lines))
    const notCoveredLines = sum(files.map(({ not_covered_lines = 0 }) => not_covered_lines))
    return {
      files: Object.fromEntries(modules.map(({ name }, i) => [name, files[i] ?? {}])),
      covered_lines: coveredLines,
      not_covered_lines: notCoveredLines,
      coverage: percent(coveredLines, notCoveredLines),
    }
  }
}

function reportFile(module: Module, hits: readonly Location[]): FileCoverage {
  const ranges = (locations: readonly Location[]) =>
    distinct(locations.map((location) => rangeOf(location, module.source)))
  const covered = ranges(hits)
  const written = ranges([
    ...writtenRules(module).map(({ head }) => head.location),
    ...writtenExpressions(module).map(({ location }) => location),
  ])
  const missed = outside(written, covered)
  const [coveredRows, missedRows] = [rowsOf(covered).length, rowsOf(missed).length]
  return {
    ...(covered.length > 0 && { covered, covered_lines: coveredRows }),
    ...(missed.length > 0 && { not_covered: missed, not_covered_lines: missedRows }),
    ...(coveredRows > 0 && { coverage: percent(coveredRows, missedRows) }),
  }
}

function distinct(ranges: readonly SourceRange[]): readonly SourceRange[] {
  const sorted = [...ranges].sort(compareRanges)
  return sorted.filter((range, i) => {
    const before = sorted[i - 1]
    return before === undefined || compareRanges(before, range) !== 0
  })
}

/** Those of the ranges that are within none of the others; both are sorted. */
function outside(
  ranges: readonly SourceRange[],
  others: readonly SourceRange[],
): readonly SourceRange[] {
  let next = 0
  let reach: Position | undefined
  return ranges.filter(({ start, end }) => {
    for (let other = others[next]; other !== undefined; other = others[++next]) {
      if (comparePositions(other.start, start) > 0) break
      if (reach === undefined || comparePositions(other.end, reach) > 0) reach = other.end
    }
    return reach === undefined || comparePositions(end, reach) > 0
  })
}

function percent(covered: number, notCovered: number): number {
  return covered === 0 ? 0 : (100 * covered) / (covered + notCovered)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
