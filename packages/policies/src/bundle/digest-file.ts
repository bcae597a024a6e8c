import { createHash } from 'node:crypto'
import { parseData, toJson } from '@sallyport/rego'
import { PoliciesRefused } from '../policies-refused.ts'
import { baseName } from '../source/source-files.ts'

/**
 * The digests that a signature may name, and ours. Security: MD5 and SHA-1, which OPA takes too, are not
 * among them: others than the signer can make two files with one digest.
 */
const algorithms: ReadonlyMap<unknown, string> = new Map([
  ['SHA-224', 'sha224'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
  ['SHA-512-224', 'sha512-224'],
  ['SHA-512-256', 'sha512-256'],
])

/**
 * The digest of a file, in hexadecimal, as signatures of OPA have it: of the bytes, or, of data files and
 * the manifest, of their JSON without blanks and with its keys in order.
 * @see https://www.openpolicyagent.org/docs/management-bundles#signature-format
 */
export function digestFile(path: string, content: Uint8Array, algorithm: unknown): string {
  const known = algorithms.get(algorithm)
  if (known === undefined) {
    const names = [...algorithms.keys()].join(', ')
    throw new PoliciesRefused(
      `the signature of \`${path}\` has a digest that is none of ${names}; build with SHA-256`,
    )
  }
  const hash = createHash(known)
  const format = structured.get(baseName(path))
  if (format === undefined) hash.update(content)
  else hash.update(canonicalJson(readDocument(path, content, format)))
  return hash.digest('hex')
}

const structured: ReadonlyMap<string, 'json' | 'yaml'> = new Map([
  ['data.json', 'json'],
  ['data.yaml', 'yaml'],
  ['.manifest', 'json'],
])

/** A number as it is written: `1.0` and `1` have two digests. */
class Written {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

function readDocument(path: string, content: Uint8Array, format: 'json' | 'yaml'): unknown {
  try {
    const text = new TextDecoder().decode(content)
    return JSON.parse(
      format === 'json' ? text : toJson(parseData(text, 'yaml')),
      (_key, value: unknown, context?: { readonly source?: string }) =>
        typeof value === 'number' && context?.source !== undefined
          ? new Written(context.source)
          : value,
    )
  } catch (error) {
    throw new PoliciesRefused(`\`${path}\` cannot be read: ${messageOf(error)}`, { cause: error })
  }
}

const maxDepth = 1000

function canonicalJson(value: unknown, depth = 0): string {
  if (depth > maxDepth) throw new PoliciesRefused('a signed file is nested too deeply')
  if (value instanceof Written) return value.text
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join()}]`
  const entries = Object.entries(value)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([key, item]) => `${quote(key)}:${canonicalJson(item, depth + 1)}`)
  return `{${entries.join()}}`
}

/** As Go writes it, without what it does for HTML. */
function quote(text: string): string {
  return JSON.stringify(text.toWellFormed())
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
