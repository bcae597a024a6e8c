import { Decimal } from '../../values/decimal.ts'
import { toJson } from '../../values/json.ts'
import { isNumber, isObject } from '../../values/kind.ts'
import { formatNumber, toDouble } from '../../values/numbers.ts'
import { entriesOf, type ObjectValue } from '../../values/objects.ts'
import { RegoSet } from '../../values/rego-set.ts'
import { utf8 } from '../../values/text.ts'
import type { Numeric, Value } from '../../values/value.ts'
import type { BuiltinCall } from '../builtin.ts'
import { formatShortest } from '../shortest-number.ts'
import { spendText } from '../text-work.ts'
import { compareKeys } from './compare-keys.ts'
import { styleOf, traitsOf } from './scalar-style.ts'
import { wrong } from './yaml-nodes.ts'
import { YamlText } from './yaml-text.ts'

/** Longer keys, in bytes, are written behind a `?`. */
const longestKey = 128
const longestReadKey = 1024
const unreadable = /[\u007f-\u0084\u0086-\u009f\ufffe\uffff]/

/** A value as YAML, as go-yaml v2 writes it. Throws BuiltinError for texts that YAML cannot hold. */
export function writeYaml(call: BuiltinCall, value: Value): string {
  const writer = new Writer(call)
  writer.write(value, false)
  return writer.done()
}

class Writer {
  readonly #call: BuiltinCall
  readonly #text = new YamlText()

  constructor(call: BuiltinCall) {
    this.#call = call
  }

  done(): string {
    return this.#text.done()
  }

  write(value: Value, inMapping: boolean): void {
    this.#call.spend(1)
    if (typeof value === 'string') this.#writeText(value.toWellFormed(), false)
    else if (value === null || typeof value === 'boolean') this.#text.plain(String(value))
    else if (isNumber(value)) this.#text.plain(formatYamlNumber(value))
    else if (Array.isArray(value)) this.#writeList(value, inMapping)
    else if (value instanceof RegoSet) this.#writeList(value.sorted(), inMapping)
    else if (isObject(value)) this.#writeObject(value)
  }

  #writeList(items: readonly Value[], inMapping: boolean): void {
    if (items.length === 0) {
      this.#text.plain('[]')
      return
    }
    // Right under a key the items stand no deeper than it.
    this.#text.indented(inMapping && !this.#text.onlyIndented, () => {
      for (const item of items) {
        this.#text.newLine()
        this.#text.indicator('-')
        this.write(item, false)
      }
    })
  }

  #writeObject(object: ObjectValue): void {
    const entries = entriesOf(object)
      .map(([key, item]) => [typeof key === 'string' ? key : toJson(key), item] as const)
      .sort(([a], [b]) => compareKeys(a, b))
    if (entries.length === 0) {
      this.#text.plain('{}')
      return
    }
    this.#text.indented(false, () => {
      for (const [key, item] of entries) {
        this.#text.newLine()
        this.#writeKey(key)
        this.write(item, true)
      }
    })
  }

  #writeKey(given: string): void {
    const key = given.toWellFormed()
    // As long as go-yaml can read it in JSON.
    if (key.includes('\u0085') || toJson(key).length > longestReadKey) {
      throw wrong("did not find expected ',' or '}'")
    }
    const simple = !traitsOf(key).multiline && utf8(key).length <= longestKey
    if (!simple) this.#text.indicator('?')
    this.#writeText(key, simple)
    if (!simple) {
      this.#text.newLine()
      this.#text.indicator(':')
    } else this.#text.colon()
  }

  #writeText(given: string, simpleKey: boolean): void {
    spendText(this.#call, given.length * 4)
    if (unreadable.test(given)) throw wrong('control characters are not allowed')
    const text = foldLines(given)
    switch (styleOf(text, traitsOf(text), simpleKey)) {
      case 'plain':
        this.#text.plain(text, !simpleKey)
        break
      case 'single quoted':
        this.#text.singleQuoted(text, !simpleKey)
        break
      case 'literal':
        this.#text.literal(text)
        break
      case 'double quoted':
        this.#text.doubleQuoted(text, !simpleKey)
        break
    }
  }
}

/**
 * go-yaml reads the JSON of a value before it writes it, and U+0085, which JSON does not escape, is a line
 * break there: with the spaces around it a space, several are one break less.
 */
function foldLines(text: string): string {
  if (!text.includes('\u0085')) return text
  const lines = text.split('\u0085')
  let folded = ''
  let breaks = 0
  lines.forEach((line, i) => {
    const last = i === lines.length - 1
    const kept = withoutSpaces(line, i > 0, !last)
    if (i > 0) breaks++
    if (kept === '' && !last) return
    if (breaks > 0) folded += breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)
    folded += kept
    breaks = 0
  })
  return folded
}

function withoutSpaces(line: string, atStart: boolean, atEnd: boolean): string {
  let start = 0
  let end = line.length
  while (atStart && start < end && line.charAt(start) === ' ') start++
  while (atEnd && end > start && line.charAt(end - 1) === ' ') end--
  return line.slice(start, end)
}

/** Whole numbers of 64 bits as they are, all others as doubles; those beyond as what they are in JSON. */
function formatYamlNumber(number: Numeric): string {
  const text = formatNumber(number)
  const whole =
    typeof number === 'bigint'
      ? BigInt.asIntN(64, number) === number || BigInt.asUintN(64, number) === number
      : !(number instanceof Decimal) && Number.isSafeInteger(number)
  if (whole) return text
  const double = toDouble(number)
  return Number.isFinite(double) ? formatShortest(double) : text
}
