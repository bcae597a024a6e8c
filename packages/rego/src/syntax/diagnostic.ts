import type { Location } from './location.ts'

/** The closed list of codes that a compile error may carry; the words are OPA's. */
export type DiagnosticCode =
  | 'rego_parse_error'
  | 'rego_compile_error'
  | 'rego_type_error'
  | 'rego_unsafe_var_error'
  | 'rego_recursion_error'

/** One thing that is wrong with a policy, where, and in words that say what to do. */
export interface Diagnostic {
  readonly code: DiagnosticCode
  readonly message: string
  readonly location: Location
  /** Lines that follow the message when it is printed in full. */
  readonly details?: readonly string[]
}

/** `authz.rego:3: rego_parse_error: message`, as OPA prints it. */
export function formatDiagnostic({ code, message, location }: Diagnostic): string {
  const place =
    location.file === '' ? `${location.row}:${location.col}` : `${location.file}:${location.row}`
  return `${place}: ${code}: ${message}`
}
