import { Decimal } from './decimal.ts'
import type { ObjectValue } from './object-access.ts'
import { entriesOf, objectFrom } from './objects.ts'
import { RegoSet } from './rego-set.ts'
import type { Value } from './value.ts'

/** A value as JSON that tells sets, big numbers and keys of any kind apart. */
export type Portable =
  | null
  | boolean
  | number
  | string
  | { readonly integer: string }
  | { readonly decimal: string }
  | { readonly array: readonly Portable[] }
  | { readonly set: readonly Portable[] }
  | { readonly object: readonly (readonly [Portable, Portable])[] }

export function toPortable(value: Value): Portable {
  if (typeof value === 'bigint') return { integer: String(value) }
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Decimal) return { decimal: value.text }
  if (Array.isArray(value)) return { array: value.map(toPortable) }
  if (value instanceof RegoSet) return { set: value.sorted().map(toPortable) }
  const entries = entriesOf(value as ObjectValue)
  return { object: entries.map(([key, item]) => [toPortable(key), toPortable(item)]) }
}

export function fromPortable(portable: Portable): Value {
  if (typeof portable !== 'object' || portable === null) return portable
  if ('integer' in portable) return BigInt(portable.integer)
  if ('decimal' in portable) return new Decimal(portable.decimal)
  if ('array' in portable) return portable.array.map(fromPortable)
  if ('set' in portable) return RegoSet.from(portable.set.map(fromPortable))
  return objectFrom(
    portable.object.map(([key, item]) => [fromPortable(key), fromPortable(item)] as const),
  )
}
