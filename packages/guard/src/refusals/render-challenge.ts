import { formatScope } from '@sallyport/protocol'
import { kindOf, type Refusal } from './refusal.ts'

/** What a challenge tells clients that do not know this API yet. */
export interface Hints {
  /** Where the API describes itself. */
  readonly resourceMetadata?: string
  /** The scopes of the route, for a caller who has shown no good token yet. */
  readonly scopes?: readonly string[]
}

/**
 * The `WWW-Authenticate` of a refusal. It names everything that the route requires at once, so that one
 * new token is enough.
 * @see RFC 6750 §3, RFC 9470 §3, RFC 9728 §5.1
 */
export function renderChallenge(refusal: Refusal, hints: Hints): string {
  const { status, challenge } = kindOf(refusal.code)
  const scopes = refusal.requiredScopes ?? (status === 401 ? hints.scopes : undefined)
  const signIn = refusal.requiredSignIn
  const parameters = [
    ['error', challenge?.error],
    ['scope', scopes === undefined || scopes.length === 0 ? undefined : formatScope(scopes)],
    ['acr_values', signIn?.acr?.join(' ')],
    ['max_age', signIn?.maxAgeSeconds?.toString()],
    ['resource_metadata', hints.resourceMetadata],
  ]
  // No value needs an escape: names of scopes and of `acr` hold neither `"` nor `\`, nor does a URL.
  const given = parameters.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${value}"`],
  )
  // A challenge has at least one parameter (RFC 6750 §3); the realm says nothing and is the last resort.
  return given.length === 0 ? 'Bearer realm="api"' : `Bearer ${given.join(', ')}`
}
