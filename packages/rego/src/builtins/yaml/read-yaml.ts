import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml'
import { objectFrom } from '../../values/objects.ts'
import { fromUtf8 } from '../../values/text.ts'
import type { Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { base64, decodeBase64 } from '../encoding/base64.ts'
import { formatShortest } from '../shortest-number.ts'
import { mostLevels } from '../value-work.ts'
import { resolveAliases } from './resolve-aliases.ts'
import {
  notFinite,
  type ResolvedScalar,
  resolveScalar,
  resolveTagged,
  type ScalarTag,
} from './resolve-scalar.ts'
import { parseYamlNodes, wrong } from './yaml-nodes.ts'

/** Tags that say what a text means; under all others it is a text. */
const meaningful: ReadonlySet<string> = new Set(['bool', 'int', 'float', 'null', 'timestamp'])
const tagPrefix = 'tag:yaml.org,2002:'

/** Aliases may make up so much of a document: the more, the smaller it is. */
const fewNodes = 400_000
const manyNodes = 4_000_000

/**
 * The value of the first document in a YAML text, as go-yaml v2 reads it (YAML 1.1). Throws BuiltinError,
 * also for a document that aliases blow up.
 */
export function readYaml(call: BuiltinCall, text: string): Value {
  const root = parseYamlNodes(text)
  const value = new Reader(call, resolveAliases(call, root), text).read(root, mostLevels)
  if (value instanceof NoJson) throw new BuiltinError(value.why)
  return value
}

/** What JSON has no words for; no harm is done where a later entry takes its place. */
class NoJson {
  readonly why: string

  constructor(why: string) {
    this.why = why
  }
}

class Reader {
  readonly #call: BuiltinCall
  readonly #targets: Map<Alias, Node>
  readonly #open = new Set<Alias>()
  /** No line break ends the text. */
  readonly #endsOpen: boolean
  readonly #length: number
  #nodes = 0
  #aliasedNodes = 0

  constructor(call: BuiltinCall, targets: Map<Alias, Node>, text: string) {
    this.#call = call
    this.#targets = targets
    this.#endsOpen = !/[\r\n]$/.test(text)
    this.#length = text.length
  }

  read(node: unknown, levels: number): Value | NoJson {
    this.#count(levels)
    if (isAlias(node)) return this.#readAlias(node, levels)
    if (isScalar(node)) return plainValue(resolve(node, this.#textOf(node)))
    if (isSeq(node)) return sound(node.items.map((item) => this.read(item, levels - 1)))
    if (!isMap(node)) return null
    const entries = new Map<string, Value | NoJson>()
    this.#readEntries(node, entries, levels)
    const values = sound([...entries.values()])
    return values instanceof NoJson ? values : objectFrom(entries as Map<string, Value>)
  }

  /** Security: aliases to aliases would make an exponential number of nodes of a few. */
  #count(levels: number): void {
    this.#call.spend(1)
    if (levels === 0) throw wrong('exceeded max depth')
    this.#nodes++
    if (this.#open.size > 0) this.#aliasedNodes++
    if (this.#aliasedNodes <= 100 || this.#nodes <= 1000) return
    const share = Math.min(1, Math.max(0, (this.#nodes - fewNodes) / (manyNodes - fewNodes)))
    if (this.#aliasedNodes / this.#nodes > 0.99 - 0.89 * share) {
      throw wrong('document contains excessive aliasing')
    }
  }

  #readAlias(alias: Alias, levels: number): Value | NoJson {
    return this.#inside(alias, (target) => this.read(target, levels - 1))
  }

  #inside<T>(alias: Alias, read: (target: Node | undefined) => T): T {
    if (this.#open.has(alias)) throw wrong(`anchor '${alias.source}' value contains itself`)
    this.#open.add(alias)
    const result = read(this.#targets.get(alias))
    this.#open.delete(alias)
    return result
  }

  #readEntries(node: unknown, entries: Map<string, Value | NoJson>, levels: number): void {
    if (!isMap(node)) throw wrong('map merge requires map or sequence of maps as the value')
    for (const { key, value } of node.items) {
      if (isMergeKey(key)) this.#merge(value, entries, levels - 1)
      else {
        const name = this.#readKey(key, levels - 1)
        const item = this.read(value, levels - 1)
        if (name instanceof NoJson) entries.set(name.why, name)
        else entries.set(name, item)
      }
    }
  }

  /** What is merged wins over what stands before it, as in go-yaml; of several maps the first wins. */
  #merge(node: unknown, entries: Map<string, Value | NoJson>, levels: number): void {
    const maps = isSeq(node) ? node.items.toReversed() : [node]
    for (const map of maps) {
      this.#count(levels)
      if (!isAlias(map)) this.#readEntries(map, entries, levels)
      else this.#inside(map, (target) => this.#readEntries(target, entries, levels))
    }
  }

  /** Keys of JSON are texts: numbers and booleans become theirs. */
  #readKey(node: unknown, levels: number): string | NoJson {
    this.#count(levels)
    if (isAlias(node)) return this.#inside(node, (target) => this.#readKey(target, levels - 1))
    if (isSeq(node) || isMap(node)) throw wrong('invalid map key')
    const resolved = isScalar(node) ? resolve(node, this.#textOf(node)) : resolveScalar('')
    const { tag, value, unsigned } = resolved
    if (value === null || unsigned === true) {
      return new NoJson(`unsupported map key of type: ${value === null ? 'nil' : 'uint64'}`)
    }
    if (value === notFinite) return notFiniteKey(node)
    return tag === '!!float' ? floatKey(Number(value)) : String(value)
  }

  /** The last line of a block ends only where the text has a line break. */
  #textOf({ value, type, range }: Scalar): string {
    const text = String(value ?? '')
    const atEnd = this.#endsOpen && (range?.[1] ?? 0) >= this.#length
    return atEnd && type?.startsWith('BLOCK') === true ? text.replace(/\n$/, '') : text
  }
}

function resolve(node: Scalar, text: string): ResolvedScalar {
  const { tag } = node
  if (tag === undefined) {
    return node.type === 'PLAIN' ? resolveScalar(text) : { tag: '!!str', value: text }
  }
  const name = tag.startsWith(tagPrefix) ? tag.slice(tagPrefix.length) : ''
  if (meaningful.has(name)) return resolveTagged(text, `!!${name}` as ScalarTag)
  if (name !== 'binary') return { tag: '!!str', value: text }
  try {
    return { tag: '!!str', value: fromUtf8(decodeBase64(text, base64)) }
  } catch {
    throw wrong('!!binary value contains invalid base64 data')
  }
}

function plainValue({ value }: ResolvedScalar): Value | NoJson {
  return value === notFinite
    ? new NoJson('json: unsupported value: the number is not finite')
    : value
}

/** The values, or the first that JSON does not have. */
function sound(values: readonly (Value | NoJson)[]): readonly Value[] | NoJson {
  return values.find((value) => value instanceof NoJson) ?? (values as readonly Value[])
}

function isMergeKey(node: unknown): boolean {
  if (!isScalar(node) || node.value !== '<<') return false
  return node.tag === undefined ? node.type === 'PLAIN' : node.tag === `${tagPrefix}merge`
}

function notFiniteKey(node: unknown): string {
  const text = String((node as Scalar).value).toLowerCase()
  return text.startsWith('+') ? text.slice(1) : text
}

/** With as many digits as a number of 32 bits needs. */
function floatKey(double: number): string {
  const single = Math.fround(double)
  for (let digits = 1; digits <= 9; digits++) {
    const shortened = Number(single.toPrecision(digits))
    if (Math.fround(shortened) === single) return formatShortest(shortened)
  }
  return formatShortest(single)
}
