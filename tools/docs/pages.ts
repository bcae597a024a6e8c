import type { Reference } from '../reference/read-reference.ts'
import { renderAuditEvents } from '../reference/render-audit-events.ts'
import { renderBuiltins } from '../reference/render-builtins.ts'
import { renderCommands } from '../reference/render-commands.ts'
import { renderConfiguration } from '../reference/render-configuration.ts'
import { renderEndpoints } from '../reference/render-endpoints.ts'
import { renderErrors } from '../reference/render-errors.ts'
import { renderGuardOptions } from '../reference/render-guard-options.ts'
import type { Coverage } from '../standards/coverage.ts'
import { renderCoverage } from '../standards/render-coverage.ts'

/** Every generated page of the docs, by its path. */
export function renderPages(coverage: Coverage, reference: Reference): ReadonlyMap<string, string> {
  return new Map([
    ['docs/standards/coverage.md', renderCoverage(coverage)],
    ['docs/reference/configuration.md', renderConfiguration(reference.configuration)],
    ['docs/reference/guard-options.md', renderGuardOptions(reference.guardOptions)],
    ['docs/reference/command-line.md', renderCommands(reference.program)],
    ['docs/reference/endpoints.md', renderEndpoints(reference.endpoints)],
    ['docs/reference/errors.md', renderErrors(reference.errors)],
    ['docs/reference/audit-events.md', renderAuditEvents(reference.auditEvents)],
    ['docs/reference/rego-builtins.md', renderBuiltins(reference.builtins)],
  ])
}
