import type { Location } from '../../syntax/location.ts'
import { isNumber } from '../../values/kind.ts'
import { entriesOf, type ObjectValue } from '../../values/objects.ts'
import { RegoSet } from '../../values/rego-set.ts'
import type { Value } from '../../values/value.ts'
import type { DraftTerm } from './draft.ts'
import { scalar } from './make.ts'

/** A value as a term. */
export function constantTerm(value: Value, location: Location): DraftTerm {
  if (
    value === null ||
    typeof value === 'boolean' ||
    typeof value === 'string' ||
    isNumber(value)
  ) {
    return scalar(value, location)
  }
  if (Array.isArray(value)) {
    return { kind: 'array', items: value.map((item) => constantTerm(item, location)), location }
  }
  if (value instanceof RegoSet) {
    const items = [...value.members()].map((item) => constantTerm(item, location))
    return { kind: 'set', items, location }
  }
  return {
    kind: 'object',
    entries: entriesOf(value as ObjectValue).map(([key, item]) => [
      constantTerm(key, location),
      constantTerm(item, location),
    ]),
    location,
  }
}
