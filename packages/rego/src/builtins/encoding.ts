import { parseJson, toJson } from '../values/json.ts'
import { getKey, objectFrom, sortedEntries } from '../values/objects.ts'
import { printValue } from '../values/print.ts'
import { quoteGo } from '../values/quote-go.ts'
import { RegoSet } from '../values/rego-set.ts'
import { fromUtf8, utf8 } from '../values/text.ts'
import type { Value } from '../values/value.ts'
import { type Builtin, type BuiltinCall, BuiltinError } from './builtin.ts'
import { base64, base64Url, decodeBase64, encodeBase64, withPadding } from './encoding/base64.ts'
import { decodeHex, encodeHex } from './encoding/hex.ts'
import { type Indentation, indentJson } from './encoding/indent-json.ts'
import { decodeQuery, decodeQueryText, encodeQuery, encodeQueryText } from './encoding/query.ts'
import { checkJson, isJson } from './encoding/scan-json.ts'
import { objectOperand, operandError, stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import { any, array, boolean, object, oneOf, record, set, string } from './type.ts'
import { spendValue } from './value-work.ts'

const queryValues = oneOf(string, array(string), set(string))

/** Built-ins that turn values and texts into others and back. */
export const encoding: readonly Builtin[] = [
  textual(
    'base64.encode',
    'Encodes the UTF-8 bytes of a text in base64, padded with `=`.',
    ['x', 'the text to encode', 'y', 'its base64'],
    (text) => encodeBase64(utf8(text), base64, { padded: true }),
  ),
  textual(
    'base64.decode',
    'Decodes base64 (with padding; line breaks are passed over) into the text whose bytes it encodes.',
    ['x', 'the base64', 'y', 'the decoded text'],
    (text) => fromUtf8(decodeBase64(text, base64)),
  ),
  test('base64.is_valid', 'base64 with its padding', (text) => {
    try {
      decodeBase64(text, base64)
      return true
    } catch (error) {
      if (error instanceof BuiltinError) return false
      throw error
    }
  }),
  textual(
    'base64url.encode',
    'Encodes the UTF-8 bytes of a text in the base64 for URLs (`-` and `_`), padded with `=`.',
    ['x', 'the text to encode', 'y', 'its base64url'],
    (text) => encodeBase64(utf8(text), base64Url, { padded: true }),
  ),
  textual(
    'base64url.encode_no_pad',
    'Encodes the UTF-8 bytes of a text in the base64 for URLs (`-` and `_`), without padding.',
    ['x', 'the text to encode', 'y', 'its base64url'],
    (text) => encodeBase64(utf8(text), base64Url, { padded: false }),
  ),
  textual(
    'base64url.decode',
    'Decodes the base64 for URLs, with or without padding, into the text whose bytes it encodes.',
    ['x', 'the base64url', 'y', 'the decoded text'],
    (text) => fromUtf8(decodeBase64(withPadding(text), base64Url)),
  ),
  textual(
    'hex.encode',
    'Writes the UTF-8 bytes of a text as hexadecimal digits.',
    ['x', 'the text to encode', 'y', 'two small digits for each byte'],
    (text) => encodeHex(utf8(text)),
  ),
  textual(
    'hex.decode',
    'Reads hexadecimal digits, two for each byte, and gives the text of these bytes.',
    ['x', 'hexadecimal digits', 'y', 'the decoded text'],
    (text) => fromUtf8(decodeHex(text)),
  ),
  textual(
    'urlquery.encode',
    'Encodes a text for the query of a URL: a space as `+`, all but letters, digits and `-_.~` as `%XX`.',
    ['x', 'the text to encode', 'y', 'what may stand in a query'],
    encodeQueryText,
  ),
  textual(
    'urlquery.decode',
    'Decodes a text from the query of a URL: `+` is a space, `%XX` a byte.',
    ['x', 'what stands in a query', 'y', 'the decoded text'],
    decodeQueryText,
  ),
  {
    name: 'urlquery.encode_object',
    description:
      'Writes an object as the query of a URL, sorted by key; a key with several values stands there several times.',
    args: [
      {
        name: 'object',
        description: 'a text or a list of texts for each key',
        type: object(string, queryValues),
      },
    ],
    result: { name: 'y', description: 'the query, without `?`', type: string },
    evaluate: (call, given) => {
      const parameters = new Map<string, readonly string[]>()
      for (const [key, value] of sortedEntries(objectOperand(given, 1))) {
        spendValue(call, key)
        spendValue(call, value)
        parameters.set(typeof key === 'string' ? key : toJson(key), queryTexts(value))
      }
      return encodeQuery(parameters)
    },
  },
  {
    name: 'urlquery.decode_object',
    description:
      'Reads the query of a URL into an object that has a list of values for each name, in their order.',
    args: [{ name: 'x', description: 'the query, without `?`', type: string }],
    result: {
      name: 'object',
      description: 'the values of each name',
      type: object(string, array(string)),
    },
    evaluate: (call, query) => {
      const text = stringOperand(query, 1)
      spendText(call, text.length * charactersOfWork)
      return objectFrom(decodeQuery(text))
    },
  },
  {
    name: 'json.marshal',
    description:
      'Writes a value as compact JSON: keys sorted, sets as sorted arrays, keys that are no strings as their JSON text, `&`, `<` and `>` escaped.',
    args: [{ name: 'x', description: 'the value to write', type: any }],
    result: { name: 'y', description: 'its JSON', type: string },
    evaluate: marshal,
  },
  {
    name: 'json.marshal_with_options',
    description:
      'Writes a value as JSON like `json.marshal`, and in lines where `opts` has `pretty: true`, a `prefix` (at the start of each line, `""` by default) or an `indent` (once for each level, a tab by default) without `pretty: false`.',
    args: [
      { name: 'x', description: 'the value to write', type: any },
      {
        name: 'opts',
        description: 'how to lay it out',
        type: record(
          { indent: string, prefix: string, pretty: boolean },
          { key: string, value: any },
        ),
      },
    ],
    result: { name: 'y', description: 'its JSON', type: string },
    evaluate: (call, x, opts) => {
      const layout = layoutOperand(opts)
      const json = marshal(call, x)
      return layout === undefined ? json : layout.prefix + indentJson(call, json, layout)
    },
  },
  {
    name: 'json.unmarshal',
    description: 'Reads JSON; whole numbers of any size exactly.',
    args: [{ name: 'x', description: 'the JSON', type: string }],
    result: { name: 'y', description: 'the value that it describes', type: any },
    evaluate: (call, x) => {
      const text = stringOperand(x, 1)
      spendText(call, text.length * charactersOfWork)
      return parseJson(text.slice(0, checkJson(text)))
    },
  },
  test('json.is_valid', 'one JSON value and nothing else', isJson),
]

/** Reading or writing a character takes about as long as looking at so many elsewhere. */
const charactersOfWork = 4

function textual(
  name: string,
  description: string,
  [arg, argDescription, result, resultDescription]: readonly [string, string, string, string],
  convert: (text: string) => string,
): Builtin {
  return {
    name,
    description,
    args: [{ name: arg, description: argDescription, type: string }],
    result: { name: result, description: resultDescription, type: string },
    evaluate: (call, x) => {
      const text = stringOperand(x, 1)
      spendText(call, text.length * charactersOfWork)
      return convert(text)
    },
  }
}

function test(name: string, words: string, check: (text: string) => boolean): Builtin {
  return {
    name,
    description: `Whether a text is ${words}; \`false\` for what is no string.`,
    args: [{ name: 'x', description: 'the text to check', type: string }],
    result: { name: 'result', description: `whether \`x\` is ${words}`, type: boolean },
    evaluate: (call, x) => {
      if (typeof x !== 'string') return false
      spendText(call, x.length * charactersOfWork)
      return check(x)
    },
  }
}

function queryTexts(value: Value): readonly string[] {
  const list =
    typeof value === 'string' ? [value] : value instanceof RegoSet ? value.sorted() : value
  if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list
  throw new BuiltinError(
    'operand 1 values must be string, array[string], or set[string]',
    'eval_type_error',
  )
}

function marshal(call: BuiltinCall, value: Value): string {
  spendValue(call, value)
  const json = toJson(value)
  spendText(call, json.length)
  return json
}

/** Undefined where everything shall stand in one line. */
function layoutOperand(opts: Value): Indentation | undefined {
  const given = objectOperand(opts, 2)
  sortedEntries(given).forEach(([key, value], i) => {
    if (key !== 'prefix' && key !== 'indent' && key !== 'pretty') throw wrongKey(key, i)
    if (key === 'pretty') {
      if (typeof value !== 'boolean') throw wrongOption(`key ${quoteGo(key)} failed cast to bool`)
    } else if (typeof value !== 'string') {
      throw wrongOption(`key ${quoteGo(key)} failed cast to string: ${stringError(value, i)}`)
    }
  })
  const prefix = getKey(given, 'prefix')
  const indent = getKey(given, 'indent')
  const pretty = getKey(given, 'pretty') ?? (prefix !== undefined || indent !== undefined)
  if (pretty !== true) return undefined
  return { prefix: (prefix ?? '') as string, indent: (indent ?? '\t') as string }
}

function wrongKey(key: Value, position: number): BuiltinError {
  if (typeof key === 'string') return wrongOption(`object contained unknown key ${quoteGo(key)}`)
  return wrongOption(
    `failed to stringify key ${printValue(key)} at index ${position}: ${stringError(key, position)}`,
  )
}

function stringError(value: Value, position: number): string {
  return operandError(position, value, 'string').message
}

function wrongOption(message: string): BuiltinError {
  return new BuiltinError(`operand 2 ${message}`, 'eval_type_error')
}
