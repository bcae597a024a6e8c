import { type Diagnostic, formatDiagnostic } from './syntax/diagnostic.ts'

/** Why a policy does not compile. */
export class Diagnostics {
  readonly ok = false
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    this.diagnostics = diagnostics
  }

  /** A line each: `authz.rego:3: rego_parse_error: …`. */
  toString(): string {
    return this.diagnostics.map(formatDiagnostic).join('\n')
  }
}
