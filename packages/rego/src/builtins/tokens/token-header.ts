import { sortedEntries } from '../../values/objects.ts'
import type { PlainObject, Value } from '../../values/value.ts'
import { BuiltinError } from '../builtin.ts'

/** What the header of a token says of its signature. @see RFC 7515 §4.1 */
export interface TokenHeader {
  readonly algorithm: string
  readonly keyId: string
  readonly contentType: string
  /** Whether every parameter that must be understood is. */
  readonly isUnderstood: boolean
}

/** Throws BuiltinError where a parameter has the wrong type. */
export function parseTokenHeader(header: PlainObject): TokenHeader {
  const texts = { alg: '', kid: '', typ: '', cty: '' }
  const unknown: string[] = []
  let critical: ReadonlySet<string> = new Set()
  for (const [key, value] of sortedEntries(header)) {
    const name = key as string
    if (name === 'crit') critical = parseCritical(value)
    else if (!Object.hasOwn(texts, name)) unknown.push(name)
    else if (typeof value === 'string') texts[name as keyof typeof texts] = value
    else throw new BuiltinError(`${name}: must be a string`)
  }
  return {
    algorithm: texts.alg,
    keyId: texts.kid,
    contentType: texts.cty,
    isUnderstood: !unknown.some((name) => critical.has(name)),
  }
}

/** Up to the first that is no string, as in OPA. */
function parseCritical(value: Value): ReadonlySet<string> {
  if (!Array.isArray(value)) throw new BuiltinError('crit: must be a list')
  const names = new Set<string>()
  for (const name of value as readonly Value[]) {
    if (typeof name !== 'string') break
    names.add(name)
  }
  if (names.size === 0) throw new BuiltinError('crit: must be a nonempty list')
  return names
}
