import { runAuthorityScenarios } from './mcp-authority.ts'
import { runGuardScenarios } from './mcp-guard.ts'
import { runOpaCases } from './opa.ts'

/** How one scenario went. */
export interface Outcome {
  readonly name: string
  readonly passed: boolean
  /** What the suite printed. */
  readonly output: string
}

/** One part of a suite; what it writes goes to the folder. `from`: where the suite lies, if it is not installed. */
type Part = (
  outputFolder: string,
  from: string | undefined,
) => Promise<readonly Outcome[]> | readonly Outcome[]

/** The suites by the name they are called by, each with its parts in order. */
export const suites: ReadonlyMap<string, readonly Part[]> = new Map([
  ['opa', [(_, from) => runOpaCases(from)]],
  ['mcp', [(folder) => runGuardScenarios(folder), (folder) => runAuthorityScenarios(folder)]],
])
