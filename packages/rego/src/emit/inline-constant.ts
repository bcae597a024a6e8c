import type { Value } from '../values/value.ts'
import { quoteText } from './quote-text.ts'

/** Strings up to this length stand in the source, longer ones in the table of constants. */
const shortText = 60

/** Whether the constant stands in the source itself, not in the table of constants. */
export function isInline(value: Value): boolean {
  return (
    value === null ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value)) ||
    (typeof value === 'string' && value.length <= shortText)
  )
}

/** Such a constant as source. */
export function literal(value: Value): string {
  return typeof value === 'string' ? quoteText(value) : String(value)
}
