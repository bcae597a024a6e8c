import type { EvaluationErrorCode } from './run/evaluation-error.ts'
import type { Plain } from './run/to-plain.ts'
import type { Location } from './syntax/location.ts'

/** What an evaluation came to. Only `defined` carries a value; the other two never mean yes. */
export type Outcome =
  | { readonly kind: 'defined'; readonly value: Plain }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'error'; readonly error: OutcomeError }

export interface OutcomeError {
  readonly code:
    | EvaluationErrorCode
    | 'rego_parse_error'
    | 'rego_compile_error'
    | 'rego_type_error'
    | 'rego_unsafe_var_error'
    | 'rego_recursion_error'
  /** `authz.rego:4: eval_conflict_error: complete rules must not produce multiple outputs` */
  readonly message: string
  readonly location: Location | undefined
}

/** The answers of a query, each with the values of its variables by name. */
export type QueryOutcome =
  | { readonly kind: 'rows'; readonly rows: readonly { readonly [variable: string]: Plain }[] }
  | { readonly kind: 'error'; readonly error: OutcomeError }
