import { accept, type Result, refuse } from '@sallyport/protocol'
import { readBody } from './read-body.ts'

const MAX_FORM_BYTES = 16_384
const PARAMETER_NAME = /^[\w.:-]{1,64}$/

/** Parameters of a request, each at most once, empty ones absent (OAuth 2.1 §3.1). */
export interface Parameters {
  /** The value; undefined if absent, empty or repeated. */
  get(name: string): string | undefined
  /** All values of a parameter that may repeat (RFC 8707 §2: `resource`). */
  all(name: string): readonly string[]
  /** Names that occur more than once though they must not. */
  readonly repeated: ReadonlySet<string>
  /** True if a name is not one that any parameter has (`redirect_uri[]`, a NUL in it). */
  readonly malformed: boolean
}

const MAY_REPEAT = new Set(['resource'])

/** Reads parameters that have been decoded. */
function parseParameters(source: URLSearchParams): Parameters {
  const values = new Map<string, string[]>()
  const repeated = new Set<string>()
  let malformed = false
  for (const [name, value] of source) {
    if (!PARAMETER_NAME.test(name)) {
      malformed = true
      continue
    }
    const earlier = values.get(name)
    if (earlier === undefined) values.set(name, [value])
    else {
      earlier.push(value)
      if (!MAY_REPEAT.has(name)) repeated.add(name)
    }
  }
  return {
    get: (name) => {
      const [value] = values.get(name) ?? []
      return repeated.has(name) || value === '' ? undefined : value
    },
    all: (name) => (values.get(name) ?? []).filter((value) => value !== ''),
    repeated,
    malformed,
  }
}

/** Those of a request that has none. */
export const noParameters: Parameters = parseParameters(new URLSearchParams())

/**
 * Reads the parameters of an address; malformed where its percent-encoding is not that of UTF-8, since
 * such bytes could not be given back as they came.
 * @see STANDARDS.md O21-30
 */
export function parseQuery({ search, searchParams }: URL): Parameters {
  const parameters = parseParameters(searchParams)
  return isWellEncoded(search) ? parameters : { ...parameters, malformed: true }
}

function isWellEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** `not_a_form`: another media type, or bytes that are none, or not all of them. */
type FormRefusal = 'not_a_form' | 'too_large'

/** Reads an `application/x-www-form-urlencoded` body of at most 16 kB, cut off where it is longer. */
export async function readForm(request: Request): Promise<Result<Parameters, FormRefusal>> {
  const form = await readPairs(request)
  return form.ok ? accept(parseParameters(form.value)) : form
}

/** The same body, its names and values as they came. */
export async function readPairs(request: Request): Promise<Result<URLSearchParams, FormRefusal>> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') return refuse('not_a_form')
  if (request.headers.get('content-encoding') !== null) return refuse('not_a_form')
  const text = await readBody(request, MAX_FORM_BYTES)
  if (!text.ok) return refuse(text.refusal === 'too_large' ? 'too_large' : 'not_a_form')
  return isWellEncoded(text.value) ? accept(new URLSearchParams(text.value)) : refuse('not_a_form')
}
