import { parseDocument } from 'yaml'
import { normalise } from '../values/numbers.ts'
import type { Value } from '../values/value.ts'

/** The fields that annotations have, and what YAML they take. */
const fields = {
  scope: 'string',
  title: 'string',
  entrypoint: 'bool',
  description: 'string',
  organizations: '[]string',
  related_resources: '[]interface {}',
  authors: '[]interface {}',
  schemas: '[]map[string]interface {}',
  compile: 'map[string]interface {}',
  custom: 'map[string]interface {}',
  labels: 'map[string]interface {}',
} as const

export type Metadata = ReadonlyMap<string, unknown>

type Read =
  | { readonly metadata: Metadata }
  /** `line` counts from 1 within the text. */
  | { readonly problem: string; readonly line?: number }

/** Reads the YAML of a METADATA block: the known fields with values of the right kind; others are skipped. */
export function readMetadata(text: string): Read {
  const read = readYaml(text)
  if ('problem' in read) return read
  const { value, lineOf } = read
  if (value === null || value === undefined) return { metadata: new Map() }
  if (!(value instanceof Map)) {
    return misfit(value, 'ast.rawAnnotation', 1)
  }
  const metadata = new Map<string, unknown>()
  for (const [name, type] of Object.entries(fields)) {
    const given: unknown = value.get(name)
    if (given === undefined || given === null) continue
    const taken = take(given, type)
    if (taken === undefined) return misfit(given, type, lineOf(name))
    metadata.set(name, taken)
  }
  return { metadata }
}

type Yaml =
  | { readonly value: unknown; readonly lineOf: (field: string) => number }
  | { readonly problem: string; readonly line?: number }

function readYaml(text: string): Yaml {
  try {
    const document = parseDocument(text, { intAsBigInt: true, merge: true, logLevel: 'silent' })
    const [error] = document.errors
    if (error !== undefined) {
      const line = error.linePos?.[0].line ?? 1
      const [reason = ''] = error.message.split(' at line ')
      return { problem: `yaml: line ${line}: ${reason}`, line }
    }
    const value: unknown = document.toJS({ mapAsMap: true })
    const lineOf = (field: string) => {
      const place = text.search(new RegExp(`^\\s*["']?${field}["']?\\s*:`, 'm'))
      return place === -1 ? 1 : text.slice(0, place).split('\n').length
    }
    return { value, lineOf }
  } catch (error) {
    // Nested too deeply, or aliases that multiply.
    return { problem: `yaml: ${error instanceof Error ? error.message : 'not readable'}` }
  }
}

function take(given: unknown, type: string): unknown {
  switch (type) {
    case 'string':
      return scalarText(given)
    case 'bool':
      return typeof given === 'boolean' ? given : boolOfWord(given)
    case '[]string':
      return listOf(given, scalarText)
    case '[]map[string]interface {}':
      return listOf(given, (item) => (item instanceof Map ? item : undefined))
    case '[]interface {}':
      return Array.isArray(given) ? given : undefined
    default:
      return given instanceof Map ? given : undefined
  }
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value === null) return ''
  return isScalar(value) ? String(value) : undefined
}

function isScalar(value: unknown): value is boolean | number | bigint | string {
  return ['boolean', 'number', 'bigint', 'string'].includes(typeof value)
}

/** What YAML 1.1 took for truth values. */
function boolOfWord(value: unknown): boolean | undefined {
  if (typeof value !== 'string') return undefined
  if (/^(y|Y|yes|Yes|YES|on|On|ON)$/.test(value)) return true
  return /^(n|N|no|No|NO|off|Off|OFF)$/.test(value) ? false : undefined
}

function listOf<T>(given: unknown, item: (value: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(given)) return undefined
  const items: T[] = []
  for (const each of given) {
    const taken = item(each)
    if (taken === undefined) return undefined
    items.push(taken)
  }
  return items
}

function misfit(given: unknown, type: string, line: number): Read {
  const text = isScalar(given) ? String(given) : ''
  const shown = text === '' ? '' : ` \`${text.length > 10 ? `${text.slice(0, 7)}...` : text}\``
  const problem = `yaml: unmarshal errors:\n  line ${line}: cannot unmarshal ${tagOf(given)}${shown} into ${type}`
  return { problem, line }
}

function tagOf(value: unknown): string {
  if (value instanceof Map) return '!!map'
  if (Array.isArray(value)) return '!!seq'
  if (typeof value === 'boolean') return '!!bool'
  if (typeof value === 'bigint') return '!!int'
  return typeof value === 'number' ? '!!float' : '!!str'
}

/** What YAML holds as a value; undefined where a key is no string. */
export function valueOfYaml(yaml: unknown): Value | undefined {
  if (yaml === null || yaml === undefined) return null
  if (typeof yaml === 'bigint' || typeof yaml === 'number') return normalise(yaml)
  if (typeof yaml === 'boolean' || typeof yaml === 'string') return yaml
  if (Array.isArray(yaml)) return listOf(yaml, valueOfYaml)
  if (!(yaml instanceof Map)) return String(yaml)
  const object: { [key: string]: Value } = {}
  for (const [key, item] of yaml) {
    const value = valueOfYaml(item)
    if (typeof key !== 'string' || value === undefined) return undefined
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return object
}
