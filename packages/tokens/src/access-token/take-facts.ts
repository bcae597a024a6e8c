import { type JsonObject, nearestName, type Principal, parseScope } from '@sallyport/protocol'
import { isInstant, isScope, isText, isTextList } from './parse-claims.ts'

/**
 * What the claims of one issuer mean to this API. Each member is judged when it is given; undefined
 * leaves a fact to the claims. Who issued the token, to whom, for whom and until when is not among
 * them: that is what was verified.
 */
export interface TokenFacts {
  /** `user` or `client`: whether a person stands behind the token. */
  readonly kind?: unknown
  /** A text: which client the token was issued to, where neither `client_id` nor `azp` say. */
  readonly clientId?: unknown
  /** A text: what policies call the person. */
  readonly userId?: unknown
  /** A list of scope names, or one text of them with spaces between. */
  readonly scopes?: unknown
  /** A list of texts. */
  readonly roles?: unknown
  /** A text. */
  readonly department?: unknown
  /** A text. */
  readonly acr?: unknown
  /** A list of texts. */
  readonly amr?: unknown
  /** Seconds since the epoch. */
  readonly authTime?: unknown
}

/**
 * Maps the claims of a verified token to facts. The claims are a frozen copy whose objects have no
 * prototype, so that `claims.constructor` is a claim or nothing.
 */
export type MapFacts = (claims: JsonObject) => TokenFacts

/** Facts of the types that a principal has. */
export interface TakenFacts {
  readonly kind?: Principal['kind']
  readonly clientId?: string
  readonly userId?: string
  readonly scopes?: readonly string[]
  readonly roles?: readonly string[]
  readonly department?: string
  readonly acr?: string
  readonly amr?: readonly string[]
  readonly authTime?: number
}

/**
 * Asks the host's `facts` about a token that has passed every other check. Throws on what it throws,
 * and on an answer of another shape: a fault, since the host's mapping does not fit the issuer's
 * tokens. The messages name facts, never their values.
 */
export function takeFacts(payload: JsonObject, mapFacts: MapFacts | undefined): TakenFacts {
  // Security: without prototype, so that a polluted Object.prototype adds no fact.
  const taken: Record<string, unknown> = Object.create(null)
  if (mapFacts === undefined) return taken as TakenFacts
  const answer: unknown = mapFacts(frozenClaims(payload))
  if (!isPlainObject(answer)) {
    throw new TypeError('`facts` must answer an object of facts, and not a promise of one')
  }
  for (const [name, value] of Object.entries(answer)) {
    const rule = factRules.get(name)
    if (rule === undefined) throw new TypeError(unknownFact(name))
    if (value === undefined) continue
    if (!rule(value)) throw new TypeError(`\`facts\` answered a \`${name}\` of the wrong type`)
    taken[name] = name === 'scopes' && typeof value === 'string' ? parseScope(value) : value
  }
  // Every member of the type has its rule in the table.
  return taken as TakenFacts
}

const rules: Record<keyof TokenFacts, (value: unknown) => boolean> = {
  kind: (value) => value === 'user' || value === 'client',
  clientId: isText,
  userId: isText,
  scopes: (value) => isScope(value) || (Array.isArray(value) && value.every(isOneScope)),
  roles: isTextList,
  department: isText,
  acr: isText,
  amr: isTextList,
  authTime: isInstant,
}

const factRules: ReadonlyMap<string, (value: unknown) => boolean> = new Map(Object.entries(rules))

function isOneScope(value: unknown): boolean {
  return isScope(value) && parseScope(value)?.length === 1
}

function unknownFact(name: string): string {
  const known = [...factRules.keys()]
  const nearest = nearestName(name, known)
  return nearest === undefined
    ? `\`facts\` answered something that is no fact: they are ${known.join(', ')}`
    : `\`facts\` answered something that is no fact: did it mean \`${nearest}\`?`
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function frozenClaims(payload: JsonObject): JsonObject {
  // Security: on an object without prototype even `__proto__` is a plain property.
  const copy: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(payload)) copy[name] = frozenClaim(value)
  return Object.freeze(copy)
}

function frozenClaim(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(frozenClaim))
  return isPlainObject(value) ? frozenClaims({ ...value }) : value
}
