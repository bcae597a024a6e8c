import { startGuardedServer } from './guarded-server.ts'
import { runScenario } from './run-scenario.ts'
import type { Outcome } from './suites.ts'

/**
 * The scenarios that concern a server with tools behind our guard. The others are about resources,
 * prompts, logging, subscriptions and sampling, which such a server does not have.
 */
export const guardScenarios = [
  'server-initialize',
  'server-session-lifecycle',
  'ping',
  'tools-list',
  'tools-call-simple-text',
  'tools-call-image',
  'tools-call-audio',
  'tools-call-embedded-resource',
  'tools-call-mixed-content',
  'tools-call-error',
  'tools-call-with-progress',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
  'http-header-validation',
  'input-required-result-basic-elicitation',
  'input-required-result-request-state',
  'input-required-result-tampered-state',
  'input-required-result-missing-input-response',
  'input-required-result-result-type',
  'input-required-result-validate-input',
  'input-required-result-ignore-extra-params',
  'input-required-result-unsupported-methods',
] as const

/** Runs them against a server whose every request is authenticated and decided. */
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
