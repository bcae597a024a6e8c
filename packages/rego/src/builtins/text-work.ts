import { type BuiltinCall, BuiltinError } from './builtin.ts'

/** The longest text that a built-in makes, in UTF-16 units. */
const longestText = 2 ** 27
/** Copying or comparing so many characters costs about as much as looking at one element. */
const charactersPerUnit = 16

/** Counts the work on a text. Security: refuses one that would fill the memory, before it is made. */
export function spendText(call: BuiltinCall, length: number): void {
  call.spend(1 + Math.floor(length / charactersPerUnit))
  checkTextLength(length)
}

/** For a text that is made piece by piece: each piece is counted, and the whole is checked. */
export function checkTextLength(length: number): void {
  if (length > longestText) throw new BuiltinError('text would be too long')
}
