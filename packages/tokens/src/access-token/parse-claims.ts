import { accept, type JsonObject, parseScope, type Result, refuse } from '@sallyport/protocol'

/** The claims of an access token, each of its proper type (RFC 9068 §2.2); others are not read. */
export interface TokenClaims {
  readonly iss: string
  readonly sub: string
  readonly aud: string | readonly string[]
  /** Absent only in tokens of no profile, whose issuer has `facts` that may say it. */
  readonly client_id?: string
  readonly jti: string
  readonly iat: number
  readonly exp: number
  readonly nbf?: number
  readonly scope?: string
  readonly roles?: readonly string[]
  readonly department?: string
  readonly auth_time?: number
  readonly sid?: string
  readonly grant_id?: string
  readonly acr?: string
  readonly amr?: readonly string[]
}

/**
 * Parses a verified payload into the claims that we read. An absent required claim, and a present claim
 * of the wrong type, null included, are refused. `client_id` may be left `optional`.
 */
export function parseClaims(
  payload: JsonObject,
  clientId: 'required' | 'optional' = 'required',
): Result<TokenClaims, 'missing_claim' | 'bad_claim'> {
  // Security: own members only, copied to an object without prototype, so that a polluted
  // Object.prototype adds no roles to anyone.
  const claims: Record<string, unknown> = Object.create(null)
  for (const [name, { required, isValid }] of ruleOfEachClaim) {
    if (!Object.hasOwn(payload, name)) {
      if (required && !(name === 'client_id' && clientId === 'optional')) {
        return refuse('missing_claim')
      }
      continue
    }
    if (!isValid(payload[name])) return refuse('bad_claim')
    claims[name] = payload[name]
  }
  // Every member of the type has its rule in the table, which is keyed by that type.
  return accept(claims as unknown as TokenClaims)
}

interface ClaimRule {
  readonly required: boolean
  isValid(value: unknown): boolean
}

const claimRules: Record<keyof TokenClaims, ClaimRule> = {
  iss: { required: true, isValid: isText },
  sub: { required: true, isValid: isText },
  aud: { required: true, isValid: (value) => isText(value) || isTextList(value) },
  client_id: { required: true, isValid: isText },
  jti: { required: true, isValid: isText },
  iat: { required: true, isValid: isInstant },
  exp: { required: true, isValid: isInstant },
  nbf: { required: false, isValid: isInstant },
  scope: { required: false, isValid: isScope },
  roles: { required: false, isValid: isTextList },
  department: { required: false, isValid: isText },
  auth_time: { required: false, isValid: isInstant },
  sid: { required: false, isValid: isText },
  grant_id: { required: false, isValid: isText },
  acr: { required: false, isValid: isText },
  amr: { required: false, isValid: isTextList },
}

const ruleOfEachClaim = Object.entries(claimRules)

/** A string that says something, and that is safe in a log: no control characters, no half of a pair. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !CONTROL.test(value) && value.isWellFormed()
}

const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/

export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}

/** A NumericDate: a JSON number of seconds, perhaps with a fraction (RFC 7519 §2). */
export function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}

export function isScope(value: unknown): value is string {
  return typeof value === 'string' && parseScope(value) !== undefined
}
