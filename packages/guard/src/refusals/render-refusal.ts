import { formatScope } from '@sallyport/protocol'
import type { RefuseVerdict } from '../verdict.ts'
import { kindOf, type Refusal } from './refusal.ts'

/**
 * The answer to a refused request: an RFC 6750 challenge and an RFC 9457 problem. It holds no token,
 * no claim, no granted scope and no request id.
 */
export function renderRefusal(refusal: Refusal): RefuseVerdict {
  const { status, title, publicCode, challenge } = kindOf(refusal.code)
  const headers: (readonly [string, string])[] = [
    ['content-type', 'application/problem+json'],
    ['cache-control', 'no-store'],
    ['x-content-type-options', 'nosniff'],
  ]
  if (challenge !== undefined) {
    headers.push(['www-authenticate', withScope(challenge, refusal.requiredScopes)])
  }
  if (refusal.retryAfterSeconds !== undefined) {
    headers.push(['retry-after', String(refusal.retryAfterSeconds)])
  }
  const problem = {
    type: 'about:blank',
    title,
    status,
    ...(publicCode === undefined ? {} : { code: publicCode }),
    ...(refusal.shownReasons === undefined ? {} : { reasons: refusal.shownReasons }),
  }
  return {
    kind: 'refuse',
    status,
    headers: [...headers, ...(refusal.headers ?? [])],
    body: JSON.stringify(problem),
  }
}

/** Scope names hold neither `"` nor `\` (RFC 6749 §3.3), so they need no escape in a quoted string. */
function withScope(challenge: string, scopes: readonly string[] | undefined): string {
  return scopes === undefined ? challenge : `${challenge}, scope="${formatScope(scopes)}"`
}
