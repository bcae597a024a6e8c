import { isObject } from '../../values/kind.ts'
import { entriesOf, getKey } from '../../values/objects.ts'
import type { Value } from '../../values/value.ts'
import { BuiltinError } from '../builtin.ts'
import type { Draft } from './schema.ts'
import { mustBeOfType } from './schema-error.ts'
import { followPointer, isAbsolute, resolveReference, withoutFragment } from './schema-reference.ts'

/** Keywords whose values are no schemas but name them. */
const named: ReadonlySet<Value> = new Set(['properties', 'dependencies', 'patternProperties'])
/** Keywords whose values are taken literally. */
const literal: ReadonlySet<Value> = new Set(['const', 'enum'])

const drafts: ReadonlyMap<string, Draft> = new Map<string, Draft>([
  ['http://json-schema.org/draft-04/schema', 4],
  ['http://json-schema.org/draft-06/schema', 6],
  ['http://json-schema.org/draft-07/schema', 7],
])

/** The schemas of a document that references can name, and where each reference leads. */
export class DocumentPool {
  readonly draft: Draft
  readonly #documents = new Map<string, Value>()
  readonly #references = new Map<Value, string>()

  /** Each object of the document must stand in it once. Throws BuiltinError. */
  constructor(document: Value) {
    this.draft = draftOf(document)
    this.#collect(document, '')
    this.#documents.set('', document)
  }

  /** Where the `$ref` of a schema leads; as written if that cannot be told. */
  referenceOf(schema: Value, written: string): string {
    return this.#references.get(schema) ?? written
  }

  /** The schema that a reference leads to. Throws BuiltinError; other documents are never loaded. */
  find(reference: string): Value {
    const known = this.#documents.get(reference)
    if (known !== undefined) return known
    const document = this.#documents.get(withoutFragment(reference))
    if (document !== undefined) return followPointer(document, reference)
    if (!isAbsolute(reference)) {
      throw new BuiltinError(`Reference ${reference} must be canonical`)
    }
    throw new BuiltinError(`remote reference loading disabled: ${reference}`)
  }

  #collect(value: Value, base: string): void {
    if (Array.isArray(value)) for (const item of value) this.#collect(item, base)
    if (!isObject(value)) return
    const own = this.#name(value, base)
    const reference = getKey(value, '$ref')
    if (typeof reference === 'string') this.#resolve(value, own, reference)
    for (const [key, item] of entriesOf(value)) {
      if (literal.has(key)) continue
      if (!named.has(key)) this.#collect(item, own)
      else if (isObject(item)) for (const [, part] of entriesOf(item)) this.#collect(part, own)
    }
  }

  /** Enters a schema under its own name, and gives that as the base of what is in it. */
  #name(value: Value, base: string): string {
    if (!isObject(value)) return base
    const id = getKey(value, 'id') ?? getKey(value, '$id')
    if (typeof id !== 'string') return base
    const name = resolved(base, id)
    if (name === undefined) return base
    if (this.#documents.has(name)) {
      throw new BuiltinError(`Reference already exists: "${name}"`)
    }
    this.#documents.set(name, value)
    return name
  }

  #resolve(value: Value, base: string, reference: string): void {
    const found = resolved(base, reference)
    if (found !== undefined) this.#references.set(value, found)
  }
}

/** Undefined where it is wrong: that is said where the schema is compiled. */
function resolved(base: string, reference: string): string | undefined {
  try {
    return resolveReference(withoutFragment(base), reference)
  } catch (error) {
    if (error instanceof BuiltinError) return undefined
    throw error
  }
}

function draftOf(document: Value): Draft {
  if (typeof document === 'boolean') return 'hybrid'
  if (!isObject(document)) throw new BuiltinError('schema is invalid')
  const given = getKey(document, '$schema')
  if (given === undefined) return 'hybrid'
  if (typeof given !== 'string') throw mustBeOfType('$schema', 'string')
  return drafts.get(resolveReference('', given)) ?? 'hybrid'
}
