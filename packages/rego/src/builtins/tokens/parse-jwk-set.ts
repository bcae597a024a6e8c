import { parseJson } from '../../values/json.ts'
import { isObject } from '../../values/kind.ts'
import { getKey } from '../../values/objects.ts'
import { printValue } from '../../values/print.ts'
import type { PlainObject, Value } from '../../values/value.ts'
import { BuiltinError } from '../builtin.ts'
import { endOfJson, isJson } from '../encoding/scan-json.ts'
import { within } from './compact-token.ts'
import type { Jwk } from './jwk.ts'
import { parseJwk } from './parse-jwk.ts'

const mostKeys = 1000

/** Reads a JSON Web Key or a set of them. Throws BuiltinError with Go's words. @see RFC 7517 §5 */
export function parseJwkSet(text: string): readonly Jwk[] {
  return within('jwk.Parse', () => {
    const keys = isJson(text) ? keysOf(parseJson(text)) : undefined
    if (keys !== undefined) return within('failed to unmarshal JWK set', () => parseKeys(keys))
    return within('failed to parse sole key: jwk.ParseKey', () => {
      const value = within(
        'jwk.Parse: failed to probe data: probe: failed to unmarshal data',
        // What follows the key is not looked at.
        () => parseJson(text.slice(0, endOfJson(text, 0))),
      )
      return [parseJwk(value)]
    })
  })
}

function keysOf(value: Value): Value | undefined {
  return isObject(value) ? getKey(value as PlainObject, 'keys') : undefined
}

function parseKeys(keys: Value): Jwk[] {
  if (!Array.isArray(keys)) {
    throw new BuiltinError(`failed to decode "keys": expected '[' but got ${shown(keys)}`)
  }
  if (keys.length > mostKeys) {
    throw new BuiltinError(`too many keys in "keys" array: max ${mostKeys}`)
  }
  return (keys as readonly Value[]).map((key, index) =>
    within(`failed to decode key #${index} in "keys": jwk.ParseKey`, () => parseJwk(key)),
  )
}

/** As Go shows the first token of a value. */
function shown(value: Value): string {
  if (value === null) return '<nil>'
  if (typeof value === 'string') return value
  return isObject(value) ? '{' : printValue(value)
}
