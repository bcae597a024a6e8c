import type { JsonObject, Result } from '@sallyport/protocol'

/** One thing wrong with a client's metadata. */
export interface MetadataProblem {
  /** RFC 7591 §3.2.2. */
  readonly error: 'invalid_redirect_uri' | 'invalid_client_metadata'
  readonly member: string
  /** Of the entry, where the member is a list. */
  readonly index?: number
  /** Completes "`member` …": a constant of ours, never an echo. */
  readonly what: string
  /** What stands there instead; may be shown to the operator, never to a stranger. */
  readonly found?: unknown
}

/** What is wrong with one value, before it is said where. */
export interface ValueProblem {
  readonly what: string
  readonly index?: number
  readonly found?: unknown
}

/** Judges one value that is present. */
export type Check<Value> = (value: unknown) => Result<Value, readonly ValueProblem[]>

/** The members of one metadata object, and what has been found wrong with them. */
export interface Members {
  readonly problems: readonly MetadataProblem[]
  has(name: string): boolean
  isEmptyList(name: string): boolean
  /** An object to spread: with the member, or empty where it is absent or refused. */
  optional<const Name extends string, Value>(
    name: Name,
    check: Check<Value>,
  ): { readonly [name in Name]?: Value }
  /** `fallback` where it is absent; undefined where it is refused. */
  withDefault<Value>(name: string, fallback: Value, check: Check<Value>): Value | undefined
  refuse(name: string, what: string, index?: number): void
}

/** Opens an object for reading. Security: own members only, so that no prototype says anything. */
export function createMembers(source: JsonObject): Members {
  const own = new Map(Object.entries(source))
  const problems: MetadataProblem[] = []

  function note(member: string, problem: ValueProblem): void {
    const isUri = member === 'redirect_uris'
    const error = isUri ? 'invalid_redirect_uri' : 'invalid_client_metadata'
    problems.push({ error, member, ...problem })
  }

  function read<Value>(name: string, check: Check<Value>): Value | undefined {
    const value = own.get(name)
    if (value === undefined || value === null) {
      note(name, { what: `is ${value}; give it a value or leave it out` })
      return undefined
    }
    const checked = check(value)
    if (checked.ok) return checked.value
    for (const problem of checked.refusal) note(name, problem)
    return undefined
  }

  return {
    problems,
    has: (name) => own.has(name),
    isEmptyList: (name) => {
      const value = own.get(name)
      return Array.isArray(value) && value.length === 0
    },
    optional: <const Name extends string, Value>(name: Name, check: Check<Value>) => {
      const value = own.has(name) ? read(name, check) : undefined
      return (value === undefined ? {} : { [name]: value }) as { readonly [name in Name]?: Value }
    },
    withDefault: (name, fallback, check) => (own.has(name) ? read(name, check) : fallback),
    refuse: (name, what, index) => note(name, { what, ...(index === undefined ? {} : { index }) }),
  }
}
