import type { PlainObject, Value } from '../values/value.ts'
import type { Annotations, RefTerm, VarTerm } from './ast.ts'
import type { Location } from './location.ts'
import { parseTerm } from './parse-term.ts'
import { printTerm } from './print-term.ts'
import { type Metadata, valueOfYaml } from './read-metadata.ts'

/** Annotations whose scope may still have to be found from what they stand above. */
export type AnnotationsDraft = Omit<Annotations, 'scope'> & { readonly scope?: string }

type Author = NonNullable<Annotations['authors']>[number]
type Resource = NonNullable<Annotations['related_resources']>[number]

/** Annotations from the fields of a block; a text says what is wrong with one of them. */
export function annotationsFrom(metadata: Metadata, location: Location): AnnotationsDraft | string {
  try {
    return made(metadata, location)
  } catch (error) {
    if (error instanceof Complaint) return error.message
    throw error
  }
}

class Complaint extends Error {}

function made(metadata: Metadata, location: Location): AnnotationsDraft {
  const resources = list(metadata, 'related_resources').map(resourceFrom)
  const compile = compileFrom(metadata)
  const schemas = list(metadata, 'schemas').map(schemaFrom)
  const authors = list(metadata, 'authors').map(authorFrom)
  const organizations = list(metadata, 'organizations').map(String)
  return {
    ...text(metadata, 'scope'),
    ...text(metadata, 'title'),
    ...text(metadata, 'description'),
    ...(metadata.get('entrypoint') === true && { entrypoint: true }),
    ...(organizations.length > 0 && { organizations }),
    ...(resources.length > 0 && { related_resources: resources }),
    ...(authors.length > 0 && { authors }),
    ...(schemas.length > 0 && { schemas }),
    ...(compile && { compile }),
    ...freeForm(metadata, 'custom'),
    ...freeForm(metadata, 'labels'),
    location,
  }
}

function list(metadata: Metadata, field: string): readonly unknown[] {
  const given = metadata.get(field)
  return Array.isArray(given) ? given : []
}

function text<F extends 'scope' | 'title' | 'description'>(
  metadata: Metadata,
  field: F,
): { readonly [K in F]?: string } {
  const given = metadata.get(field)
  if (typeof given !== 'string' || given === '') return {}
  return { [field]: given } as { readonly [K in F]?: string }
}

function freeForm(
  metadata: Metadata,
  field: 'custom' | 'labels',
): { readonly custom?: PlainObject; readonly labels?: PlainObject } {
  const given = metadata.get(field)
  if (given === undefined) return {}
  return { [field]: converted(given) }
}

function converted(yaml: unknown): Value {
  const value = valueOfYaml(yaml)
  if (value === undefined) throw new Complaint('invalid map key type(s): ')
  return value
}

function resourceFrom(given: unknown): Resource {
  const fail = (reason: string): never => {
    throw new Complaint(`invalid related-resource definition ${shown(given)}: ${reason}`)
  }
  if (typeof given === 'string') {
    return given === '' ? fail('ref URL may not be empty string') : { ref: given }
  }
  if (!(given instanceof Map)) return fail('invalid value type, must be string or map')
  const ref = trimmed(given, 'ref')
  const description = trimmed(given, 'description')
  if (ref === '') return fail("'ref' value required in object")
  return { ref, ...(description !== '' && { description }) }
}

function authorFrom(given: unknown): Author {
  const fail = (reason: string): never => {
    throw new Complaint(`invalid author definition ${shown(given)}: ${reason}`)
  }
  if (typeof given === 'string') {
    return given.trim() === '' ? fail('author is an empty string') : authorFromText(given)
  }
  if (!(given instanceof Map)) return fail('invalid value type, must be string or map')
  const name = trimmed(given, 'name')
  const email = trimmed(given, 'email')
  if (name === '' && email === '') return fail("'name' and/or 'email' values required in object")
  return { ...(name !== '' && { name }), ...(email !== '' && { email }) }
}

/** `John Doe <john@example.com>` */
function authorFromText(given: string): Author {
  const words = given.trim().split(/\s+/)
  const last = words.at(-1) ?? ''
  const hasEmail = last.length >= 2 && last.startsWith('<') && last.endsWith('>')
  const name = (hasEmail ? words.slice(0, -1) : words).join(' ')
  const email = hasEmail ? last.slice(1, -1) : ''
  return { ...(name !== '' && { name }), ...(email !== '' && { email }) }
}

function trimmed(map: ReadonlyMap<unknown, unknown>, key: string): string {
  const value = map.get(key)
  return typeof value === 'string' ? value.trim() : ''
}

/** As Go prints it. */
function shown(given: unknown): string {
  if (given instanceof Map) {
    const entries = [...given].map(([key, value]) => `${String(key)}:${shown(value)}`).sort()
    return `map[${entries.join(' ')}]`
  }
  return Array.isArray(given) ? `[${given.map(shown).join(' ')}]` : String(given)
}

function referenceFrom(given: string): RefTerm | VarTerm | undefined {
  const parsed = parseTerm(given)
  if (!('term' in parsed)) return undefined
  const { term } = parsed
  return term.kind === 'ref' || term.kind === 'var' ? term : undefined
}

/** The steps with the head, each as text. */
function pathOf(reference: RefTerm | VarTerm): string[] {
  if (reference.kind === 'var') return [reference.name]
  const steps = reference.path.map((step) =>
    step.kind === 'string' ? step.value : printTerm(step),
  )
  return [printTerm(reference.head), ...steps]
}

function schemaFrom(given: unknown): Value {
  const [entry] = given instanceof Map ? given : []
  const [key, schema] = entry ?? ['', undefined]
  const path = referenceFrom(String(key))
  if (path === undefined || (path.kind === 'var' && !['input', 'data'].includes(path.name))) {
    throw new Complaint('invalid document reference')
  }
  if (typeof schema === 'string') {
    const reference = referenceFrom(schema)
    const names = reference && pathOf(reference)
    if (names?.[0] !== 'schema') throw new Complaint('invalid schema reference')
    return { path: pathOf(path), schema: names }
  }
  if (!(schema instanceof Map)) {
    throw new Complaint(`invalid schema declaration for path "${String(key)}"`)
  }
  return { path: pathOf(path), definition: converted(schema) }
}

function compileFrom(metadata: Metadata): Value | undefined {
  const given = metadata.get('compile')
  if (!(given instanceof Map)) return undefined
  const unknowns: unknown = given.get('unknowns')
  const mask: unknown = given.get('mask_rule')
  const references = Array.isArray(unknowns) ? unknowns.map(unknownFrom) : undefined
  return {
    ...(references && { unknowns: references }),
    ...(typeof mask === 'string' && { mask_rule: maskFrom(mask) }),
  }
}

function unknownFrom(given: unknown): string {
  const reference = typeof given === 'string' ? referenceFrom(given) : undefined
  if (reference === undefined) {
    throw new Complaint(`invalid unknowns element "${String(given)}"`)
  }
  return printTerm(reference)
}

function maskFrom(given: string): string {
  const parsed = parseTerm(given)
  if (!('term' in parsed)) throw new Complaint(`invalid mask_rule annotation "${given}"`)
  const { term } = parsed
  if (term.kind === 'string') return term.value
  if (term.kind === 'var' || term.kind === 'ref') return printTerm(term)
  throw new Complaint(`invalid mask_rule annotation type "${given}"`)
}
