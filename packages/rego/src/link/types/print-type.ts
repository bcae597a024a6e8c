import { printValue } from '../../values/print.ts'
import type { Known } from './inferred.ts'

/** As messages show it: `array<number, string>[any]`, `???` for what is not known. */
export function printType(type: Known): string {
  if (type === undefined) return '???'
  switch (type.kind) {
    case 'array': {
      const items = type.items.length === 0 ? '' : `<${type.items.map(printType).join(', ')}>`
      return `array${items}${type.rest === undefined ? '' : `[${printType(type.rest)}]`}`
    }
    case 'set':
      return `set[${printType(type.of)}]`
    case 'object': {
      const listed = type.properties.map(
        ({ key, value }) =>
          `${typeof key === 'string' ? key : printValue(key)}: ${printType(value)}`,
      )
      const rest = type.rest
      const properties = listed.length === 0 ? '' : `<${listed.join(', ')}>`
      const others = rest === undefined ? '' : `[${printType(rest.key)}: ${printType(rest.value)}]`
      return `object${properties}${others}`
    }
    case 'union':
      return type.of.length === 0 ? 'any' : `any<${type.of.map(printType).join(', ')}>`
    case 'function':
      return `(${type.args.map(printType).join(', ')}) => ${printType(type.result)}`
    default:
      return type.kind
  }
}
