import type { Location } from '../syntax/location.ts'

export type EvaluationErrorCode =
  | 'eval_conflict_error'
  | 'eval_type_error'
  | 'eval_builtin_error'
  /** The evaluation has used up its fuel. */
  | 'eval_fuel_error'
  /** Values or calls are nested too deeply. */
  | 'eval_depth_error'
  /** The result is bigger than allowed. */
  | 'eval_output_error'
  /** The host's input or a function of the host threw. */
  | 'eval_internal_error'

/** An evaluation that ends without an answer. */
export class EvaluationError extends Error {
  readonly code: EvaluationErrorCode
  readonly location: Location | undefined
  /** Without place and code. */
  readonly reason: string

  constructor(code: EvaluationErrorCode, reason: string, location?: Location) {
    super(formatError(code, reason, location))
    this.name = 'EvaluationError'
    this.code = code
    this.reason = reason
    this.location = location
  }
}

/** `authz.rego:4: eval_type_error: count: operand 1 must be …`, as OPA prints it. */
function formatError(code: string, reason: string, location: Location | undefined): string {
  if (location === undefined || location.row === 0) return `${code}: ${reason}`
  const place =
    location.file === '' ? `${location.row}:${location.col}` : `${location.file}:${location.row}`
  return `${place}: ${code}: ${reason}`
}
