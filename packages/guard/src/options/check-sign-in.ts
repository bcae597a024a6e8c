import { isScopeName } from '@sallyport/protocol'

/** How a route requires the person to have signed in. */
export interface RequiredSignIn {
  /** The token's `acr` is one of these. Absent: any. */
  readonly acr?: readonly string[]
  /** `auth_time` lies back this many seconds at most. Absent: any time. */
  readonly maxAgeSeconds?: number
}

/** Checks what a route requires of the sign-in; undefined where it requires nothing. */
export function checkSignIn(options: {
  readonly acr?: string | readonly string[]
  readonly maxAgeSeconds?: number
}): RequiredSignIn | undefined {
  const { acr, maxAgeSeconds } = options
  if (acr === undefined && maxAgeSeconds === undefined) return undefined
  if (maxAgeSeconds !== undefined && !(Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds >= 0)) {
    throw new RangeError('`maxAgeSeconds` must be a whole number of seconds, from 0')
  }
  return Object.freeze({
    ...(acr === undefined ? {} : { acr: checkAcr(acr) }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
  })
}

function checkAcr(acr: string | readonly string[]): readonly string[] {
  const values = typeof acr === 'string' ? [acr] : acr
  if (Array.isArray(values) && values.length > 0 && values.every(isAcrName)) {
    return Object.freeze([...new Set(values)])
  }
  throw new TypeError(
    '`acr` must be one or more names of authentication contexts, such as `urn:example:mfa`, without spaces',
  )
}

/** They travel in `acr_values`, a quoted list with spaces, so the rule for names of scopes holds. */
function isAcrName(value: unknown): value is string {
  return typeof value === 'string' && isScopeName(value)
}
