import { lengthOf } from '../../values/text.ts'
import type { Flags } from './flags.ts'

/** A text filled up to the width, counted in code points. Zeros fill on the left only. */
export function pad(flags: Flags, text: string): string {
  if (flags.width === undefined) return text
  const missing = flags.width - lengthOf(text)
  if (missing <= 0) return text
  if (flags.minus) return text + ' '.repeat(missing)
  return (flags.zero ? '0' : ' ').repeat(missing) + text
}

/** The same, never with zeros. */
export function padWithSpaces(flags: Flags, text: string): string {
  return pad({ ...flags, zero: false }, text)
}
