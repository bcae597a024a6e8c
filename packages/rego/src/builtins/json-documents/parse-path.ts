import { typeName } from '../../values/kind.ts'
import type { Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { spendText } from '../text-work.ts'

/** The keys of a path: an array of them, or a text as JSON pointers are, with or without the first slash. */
export function parsePath(call: BuiltinCall, path: Value): readonly Value[] {
  if (typeof path === 'string') {
    spendText(call, path.length)
    if (path === '') return []
    const steps = withoutSlashes(path).split('/')
    call.spend(steps.length)
    return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  }
  if (Array.isArray(path)) {
    call.spend(path.length)
    return path as readonly Value[]
  }
  throw new BuiltinError(
    `operand 2 must be one of {set, array} containing string paths or array of path segments but got ${typeName(path)}`,
    'eval_type_error',
  )
}

function withoutSlashes(path: string): string {
  let start = 0
  while (path.charAt(start) === '/') start++
  return path.slice(start)
}
