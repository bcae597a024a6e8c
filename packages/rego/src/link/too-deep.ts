import type { Diagnostic } from '../syntax/diagnostic.ts'
import { nowhere } from '../syntax/location.ts'

/** What is nested beyond what the stack of the process holds is refused like any other mistake. */
export const tooDeep: Diagnostic = {
  code: 'rego_compile_error',
  message: 'the policy is nested too deeply',
  location: nowhere,
}

export function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack')
}
