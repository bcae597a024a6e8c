import { headerValues } from '@sallyport/protocol/peer'
import type { Answer, AnswerHeaders, Front, FrontRequest } from '../verdict.ts'
import { type CorsOptions, type CorsRule, checkCors } from './check-cors.ts'

/**
 * Lets pages of the listed origins, and of no others, read the answers of a guarded API. It stands in
 * front of the guard, because a preflight shows no token, and decides nothing in its place: a request
 * from a listed origin is authenticated like any other.
 * Security: an origin is compared as a whole string, so that `null`, suffixes, other schemes and other
 * ports are other origins; every answer says `Vary: Origin`, so that no cache hands one origin's to
 * another.
 * @see Fetch §3.2, OWASP ASVS 3.4.2
 */
export function createCors(options: CorsOptions): Front {
  const rule = checkCors(options)
  return (request) => {
    const origin = soleOrigin(request)
    const isListed = origin !== undefined && rule.origins.has(origin)
    const headers = isListed ? sharedWith(origin, rule) : vary
    if (isPreflight(request)) {
      return { kind: 'answer', ...preflight(isListed ? [...headers, ...rule.preflight] : headers) }
    }
    // Security: CORS hides answers, it does not stop what was asked. Where a page's credentials come
    // along by themselves, a stranger's page must not be able to change anything with them.
    if (rule.credentials && hasOrigin(request) && !isListed && !isSafe(request.method)) {
      return { kind: 'answer', ...originRefused }
    }
    return { kind: 'pass', headers: isListed ? [...headers, exposed] : headers }
  }
}

const vary: AnswerHeaders = [['vary', 'Origin']]

/** What a page needs to understand a refusal and to come back later. */
const exposed = [
  'access-control-expose-headers',
  'WWW-Authenticate, Retry-After, RateLimit, RateLimit-Policy, DPoP-Nonce',
] as const

function sharedWith(origin: string, { credentials }: CorsRule): AnswerHeaders {
  return [
    ...vary,
    ['access-control-allow-origin', origin],
    ...(credentials ? [['access-control-allow-credentials', 'true'] as const] : []),
  ]
}

/** Undefined for none, and for more than one: two readers could take different ones. */
function soleOrigin({ headers }: FrontRequest): string | undefined {
  const [origin, ...others] = headerValues(headers, 'origin')
  return others.length === 0 ? origin : undefined
}

function hasOrigin({ headers }: FrontRequest): boolean {
  return headerValues(headers, 'origin').length > 0
}

function isPreflight(request: FrontRequest): boolean {
  return (
    request.method === 'OPTIONS' &&
    hasOrigin(request) &&
    headerValues(request.headers, 'access-control-request-method').length > 0
  )
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

function preflight(headers: AnswerHeaders): Answer {
  return { status: 204, headers, body: '' }
}

export const originRefused: Answer = {
  status: 403,
  headers: [
    ['content-type', 'application/problem+json'],
    ['cache-control', 'no-store'],
    ['x-content-type-options', 'nosniff'],
    ...vary,
  ],
  body: JSON.stringify({
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    code: 'origin_not_allowed',
  }),
}
