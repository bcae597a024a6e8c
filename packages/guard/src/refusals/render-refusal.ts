import type { RefuseVerdict } from '../verdict.ts'
import { kindOf, type Refusal } from './refusal.ts'
import { type Hints, renderChallenge } from './render-challenge.ts'

/**
 * The answer to a refused request: a challenge and an RFC 9457 problem. It holds no token, no claim, no
 * granted scope and no request id.
 */
export function renderRefusal(refusal: Refusal, hints: Hints = {}): RefuseVerdict {
  const { status, title, publicCode, challenge } = kindOf(refusal.code)
  const headers: (readonly [string, string])[] = [
    ['content-type', 'application/problem+json'],
    ['cache-control', 'no-store'],
    ['x-content-type-options', 'nosniff'],
  ]
  if (challenge !== undefined) {
    headers.push(['www-authenticate', renderChallenge(refusal, hints)])
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
