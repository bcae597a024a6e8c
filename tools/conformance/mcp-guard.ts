import { startGuardedServer } from './guarded-server.ts'
import { runScenario } from './run-scenario.ts'
import { guardScenarios } from './server-scenarios.ts'
import type { Outcome } from './suites.ts'

/** Runs the scenarios against a server whose every request is authenticated and decided. */
export async function runGuardScenarios(
  outputFolder: string,
  { withToken = true, scenarios = guardScenarios as readonly string[] } = {},
): Promise<readonly Outcome[]> {
  const server = await startGuardedServer({ withToken })
  const outcomes: Outcome[] = []
  try {
    for (const scenario of scenarios) {
      const args = ['server', '--url', server.url, '--scenario', scenario]
      const { passed, output } = await runScenario([...args, '--output-dir', outputFolder])
      outcomes.push({ name: `guard: ${scenario}`, passed, output })
    }
  } finally {
    server.close()
  }
  return outcomes
}
