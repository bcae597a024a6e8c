import { runAuthorityScenarios } from './mcp-authority.ts'
import { runGuardScenarios } from './mcp-guard.ts'

/** How one scenario went. */
export interface Outcome {
  readonly name: string
  readonly passed: boolean
  /** What the suite printed. */
  readonly output: string
}

/** One part of a suite; what it writes goes to the folder. */
type Part = (outputFolder: string) => Promise<readonly Outcome[]>

/** The suites by the name they are called by, each with its parts in order. */
export const suites: ReadonlyMap<string, readonly Part[]> = new Map([
  ['mcp', [(folder) => runGuardScenarios(folder), (folder) => runAuthorityScenarios(folder)]],
])
