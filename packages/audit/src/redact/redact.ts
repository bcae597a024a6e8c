import { Secret } from '@sallyport/protocol'
import { nativeStack, readData } from './read-data.ts'
import { redactText } from './redact-text.ts'
import { redaction } from './redaction.ts'
import { isHarmlessValue, isSensitiveHeader, isSensitiveName } from './sensitive-name.ts'

const maxDepth = 12

/** What one copy may hold: its characters, and sixteen for each of its values. */
const maxCharacters = 1_000_000
const charactersPerValue = 16

interface Walk {
  charactersLeft: number
  readonly ancestors: Set<object>
}

/**
 * A deep copy of anything, fit to be logged: strings through `redactText`, values of sensitive names
 * replaced as a whole. Errors stay errors (name, message, stack, cause and own properties redacted),
 * Map, Set and Date stay what they are, bytes become their length, instances of classes plain objects.
 * Getters are not run. Deeper than 12 levels, cycles, and what comes after about a million characters
 * are replaced by a word in brackets. Never throws.
 */
export function redact(value: unknown): unknown {
  return copy(value, { charactersLeft: maxCharacters, ancestors: new Set() })
}

function copy(value: unknown, walk: Walk): unknown {
  walk.charactersLeft -= charactersPerValue
  if (walk.charactersLeft <= 0) return '[truncated]'
  if (typeof value === 'string') return copyText(value, walk)
  if (typeof value === 'symbol') return copyText(String(value), walk)
  if (typeof value === 'function') return '[function]'
  if (typeof value !== 'object' || value === null) return value
  if (walk.ancestors.has(value)) return '[circular]'
  if (walk.ancestors.size === maxDepth) return '[deep]'
  walk.ancestors.add(value)
  try {
    return copyObject(value, walk)
  } catch {
    // A proxy may throw at whatever it is asked.
    return '[unreadable]'
  } finally {
    walk.ancestors.delete(value)
  }
}

function copyText(text: string, walk: Walk): string {
  // Security: redacted first and cut second, so that no part of a secret is left at the cut.
  const redacted = redactText(text)
  const kept = redacted.slice(0, walk.charactersLeft)
  walk.charactersLeft -= kept.length
  return kept.length < redacted.length ? `${kept}[truncated]` : kept
}

function copyObject(value: object, walk: Walk): unknown {
  if (value instanceof Secret) return '[secret]'
  if (Array.isArray(value)) return copyArray(value, walk)
  if (value instanceof Error) return copyError(value, walk)
  if (value instanceof Map) return copyMap(value, walk)
  if (value instanceof Set) return copySet(value, walk)
  if (value instanceof Date) return new Date(Date.prototype.getTime.call(value))
  if (value instanceof RegExp) return copyText(RegExp.prototype.toString.call(value), walk)
  if (value instanceof String) return copyText(String.prototype.valueOf.call(value), walk)
  if (value instanceof URL) return copyText(value.href, walk)
  if (value instanceof URLSearchParams) return copyText(value.toString(), walk)
  if (value instanceof Headers) return copyEntries(Headers.prototype.entries.call(value), walk)
  if (ArrayBuffer.isView(value)) return `[bytes: ${value.byteLength}]`
  if (value instanceof ArrayBuffer) return `[bytes: ${value.byteLength}]`
  return isBufferAsJson(value) ? '[bytes]' : copyProperties(value, walk)
}

function copyArray(value: readonly unknown[], walk: Walk): unknown[] {
  const result: unknown[] = []
  let previous: unknown
  for (let i = 0; i < value.length; i += 1) {
    if (walk.charactersLeft <= 0) {
      result.push('[truncated]')
      break
    }
    const item = readData(value, String(i))
    result.push(followsItsName(previous, item, value.length) ? redaction : copy(item, walk))
    previous = item
  }
  return result
}

/** Raw headers list names and values in turn; an entry is a pair of them. */
function followsItsName(name: unknown, value: unknown, length: number): boolean {
  if (typeof name !== 'string' || typeof value !== 'string') return false
  return isSensitiveHeader(name) || (length === 2 && isSensitiveName(name))
}

function copyMap(value: ReadonlyMap<unknown, unknown>, walk: Walk): Map<unknown, unknown> {
  const result = new Map<unknown, unknown>()
  for (const [key, item] of Map.prototype.entries.call(value)) {
    if (walk.charactersLeft <= 0) break
    result.set(copy(key, walk), copyNamed(typeof key === 'string' ? key : '', item, walk))
  }
  return result
}

function copySet(value: ReadonlySet<unknown>, walk: Walk): Set<unknown> {
  const result = new Set<unknown>()
  for (const item of Set.prototype.values.call(value)) {
    if (walk.charactersLeft <= 0) break
    result.add(copy(item, walk))
  }
  return result
}

function copyProperties(value: object, walk: Walk): unknown {
  return copyEntries(
    Object.keys(value).map((name) => [name, readData(value, name)] as const),
    walk,
  )
}

function copyEntries(entries: Iterable<readonly [string, unknown]>, walk: Walk): unknown {
  const result: [string, unknown][] = []
  for (const [name, item] of entries) {
    if (walk.charactersLeft <= 0) {
      result.push(['[truncated]', true])
      break
    }
    result.push([copyText(name, walk), copyNamed(name, item, walk)])
  }
  // Defines properties, and does not assign them: `__proto__` is a name like any other.
  return Object.fromEntries(result)
}

function copyNamed(name: string, value: unknown, walk: Walk): unknown {
  if (!isSensitiveName(name)) return copy(value, walk)
  if (value === null || value === undefined || typeof value === 'boolean') return value
  if (typeof value === 'number' && isHarmlessValue(name, String(value))) return value
  if (typeof value === 'string' && isHarmlessValue(name, value)) return value
  return redaction
}

const natives = [TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError] as const

function copyError(error: Error, walk: Walk): Error {
  const Native = natives.find((known) => error instanceof known) ?? Error
  const result = new Native(textOf(readData(error, 'message'), '', walk))
  const hidden: [string, unknown][] = [
    ['name', textOf(readData(error, 'name'), 'Error', walk)],
    ['stack', textOf(nativeStack(error), '', walk)],
  ]
  for (const name of ['cause', 'errors']) {
    if (Object.hasOwn(error, name)) hidden.push([name, copy(readData(error, name), walk)])
  }
  for (const [name, value] of hidden) define(result, name, value, false)
  for (const name of Object.keys(error)) {
    if (['message', 'name', 'stack', 'cause', 'errors'].includes(name)) continue
    define(result, copyText(name, walk), copyNamed(name, readData(error, name), walk), true)
  }
  return result
}

function textOf(value: unknown, otherwise: string, walk: Walk): string {
  return typeof value === 'string' ? copyText(value, walk) : otherwise
}

function define(target: object, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, name, { value, enumerable, configurable: true, writable: true })
}

/** What `JSON.stringify` makes of a Buffer: its bytes as a list of numbers. */
function isBufferAsJson(value: object): boolean {
  return readData(value, 'type') === 'Buffer' && Array.isArray(readData(value, 'data'))
}
