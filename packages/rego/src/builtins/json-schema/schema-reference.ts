import { isObject } from '../../values/kind.ts'
import { getKey } from '../../values/objects.ts'
import type { Value } from '../../values/value.ts'
import { BuiltinError } from '../builtin.ts'
import { percentDecode } from '../encoding/percent-encoding.ts'
import { parseUri } from '../uris/parse-uri.ts'

const parts = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(?:#(.*))?$/s

/**
 * A reference, made absolute by the base where it stands; an empty fragment is dropped. Throws
 * BuiltinError where it is no URI reference.
 * @see RFC 3986 §5.2.2
 */
export function resolveReference(base: string, reference: string): string {
  parseUri(reference)
  const [, scheme, authority, path = '', query, fragment = ''] = parts.exec(reference) ?? []
  const end = fragment === '' ? '' : `#${fragment}`
  if (scheme !== undefined || authority !== undefined) return withoutFragment(reference) + end
  const [, baseScheme, baseAuthority, basePath = '', baseQuery = ''] = parts.exec(base) ?? []
  const start =
    (baseScheme === undefined ? '' : `${baseScheme}:`) +
    (baseAuthority === undefined ? '' : `//${baseAuthority}`)
  if (path === '') return `${start}${basePath}${query ?? baseQuery}${end}`
  const whole = path.startsWith('/')
    ? path
    : basePath.slice(0, basePath.lastIndexOf('/') + 1) + path
  return `${start}${withoutDots(whole)}${query ?? ''}${end}`
}

export function withoutFragment(reference: string): string {
  const hash = reference.indexOf('#')
  return hash < 0 ? reference : reference.slice(0, hash)
}

/** Whether it names a document by itself, wherever it stands. */
export function isAbsolute(reference: string): boolean {
  const [, scheme = '', authority = '', path = ''] = parts.exec(reference) ?? []
  return scheme === 'file' ? path.startsWith('/') : scheme !== '' && authority !== ''
}

/** What the fragment of a reference, a JSON pointer, leads to. Throws BuiltinError. */
export function followPointer(document: Value, reference: string): Value {
  const hash = reference.indexOf('#')
  const fragment = hash < 0 ? '' : percentDecode(reference.slice(hash + 1))
  // A fragment that is no pointer leads to the document.
  if (!fragment.startsWith('/')) return document
  let value = document
  for (const step of fragment.slice(1).split('/')) value = partOf(value, step)
  return value
}

function partOf(value: Value, step: string): Value {
  if (Array.isArray(value)) {
    if (!/^[+-]?[0-9]+$/.test(step)) throw new BuiltinError(`Invalid array index '${step}'`)
    const item = (value as readonly Value[])[Number(step)]
    if (item !== undefined) return item
    throw new BuiltinError(`Out of bound array[0,${value.length}] index '${Number(step)}'`)
  }
  if (!isObject(value)) throw new BuiltinError(`Invalid token reference '${step}'`)
  const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
  const part = getKey(value, key)
  if (part !== undefined) return part
  throw new BuiltinError(`Object has no key '${key}'`)
}

/** Always with a slash in front, as Go has it. */
function withoutDots(path: string): string {
  const kept: string[] = []
  const steps = path.split('/')
  steps.forEach((step, i) => {
    const last = i === steps.length - 1
    if (step === '..') kept.pop()
    if (step !== '.' && step !== '..') kept.push(step)
    else if (last) kept.push('')
  })
  const joined = kept.join('/')
  return joined.startsWith('/') ? joined : `/${joined}`
}
