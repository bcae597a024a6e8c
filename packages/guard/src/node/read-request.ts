import type { IncomingMessage } from 'node:http'
import { headerValues, pairHeaders, type RawHeaders } from '@sallyport/protocol/peer'
import type { GuardRequest } from '../verdict.ts'

/**
 * Reads a request of Node, or of a framework that stands on it; `target` is the request target as
 * received, which frameworks rewrite when they route.
 */
export function readNodeRequest(req: IncomingMessage, target: string): GuardRequest {
  const headers = pairHeaders(req.rawHeaders)
  return {
    method: req.method ?? '',
    target,
    headers,
    peer: { address: req.socket.remoteAddress },
    hasTokenInBody: hasTokenInForm(req, headers),
  }
}

/** Only where a body parser ran before the guard: the guard itself never reads the body. */
function hasTokenInForm(req: IncomingMessage, headers: RawHeaders): boolean {
  const body: unknown = 'body' in req ? req.body : undefined
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'access_token'))
    return false
  return headerValues(headers, 'content-type').some((type) =>
    type.trim().toLowerCase().startsWith('application/x-www-form-urlencoded'),
  )
}
