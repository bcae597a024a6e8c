import { isNumber } from '../../values/kind.ts'
import { formatNumber } from '../../values/numbers.ts'
import type { Value } from '../../values/value.ts'
import { BuiltinError } from '../builtin.ts'

/** The position that a step of a path means: a whole number or its text, `-` for behind the last. */
export function arrayPosition(step: Value, length: number): number {
  if (isNumber(step)) return parse(formatNumber(step), 'number type')
  if (typeof step !== 'string') throw new BuiltinError('invalid type for indexing')
  if (step === '-') return length
  const position = parse(step, 'string')
  if (step !== '0' && step.startsWith('0')) {
    throw new BuiltinError('leading zeros are not allowed in JSON paths')
  }
  return position
}

function parse(text: string, kind: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) throw new BuiltinError(`invalid ${kind} for indexing`)
  const position = Number(text)
  // -1 is out of every array, as is whatever is beyond 64 bits.
  return Number.isSafeInteger(position) ? position : -1
}
