import type { Coverage } from '../standards/coverage.ts'
import { renderCoverage } from '../standards/render-coverage.ts'

/** Every generated page of the docs, by its path. */
export function renderPages(coverage: Coverage): ReadonlyMap<string, string> {
  return new Map([['docs/standards/coverage.md', renderCoverage(coverage)]])
}
