import { compareText } from '../../values/text.ts'
import { BuiltinError } from '../builtin.ts'
import { percentDecode, percentEncode } from './percent-encoding.ts'

const unreserved = /[A-Za-z0-9\-_.~ ]/
/** As many parameters as Go accepts. */
const mostParameters = 10_000

/** `a b&c` as `a+b%26c`. */
export function encodeQueryText(text: string): string {
  return percentEncode(text, unreserved).replaceAll(' ', '+')
}

/** Throws BuiltinError where a `%` is followed by no two hexadecimal digits. */
export function decodeQueryText(text: string): string {
  return percentDecode(text, ' ')
}

/** Sorted by name; the values of a name in the order given. */
export function encodeQuery(parameters: ReadonlyMap<string, readonly string[]>): string {
  const names = [...parameters.keys()].sort(compareText)
  return names
    .flatMap((name) => {
      const encoded = encodeQueryText(name)
      return (parameters.get(name) ?? []).map((value) => `${encoded}=${encodeQueryText(value)}`)
    })
    .join('&')
}

/** Throws BuiltinError for a semicolon and a wrong escape; a parameter without `=` has the value "". */
export function decodeQuery(text: string): Map<string, string[]> {
  const parts = text.split('&')
  if (parts.length > mostParameters) {
    throw new BuiltinError('number of URL query parameters exceeded limit')
  }
  if (text.includes(';')) throw new BuiltinError('invalid semicolon separator in query')
  const parameters = new Map<string, string[]>()
  for (const part of parts) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decodeQueryText(equals < 0 ? part : part.slice(0, equals))
    const value = decodeQueryText(equals < 0 ? '' : part.slice(equals + 1))
    const values = parameters.get(name)
    if (values === undefined) parameters.set(name, [value])
    else values.push(value)
  }
  return parameters
}
