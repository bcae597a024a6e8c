import type { IncomingMessage } from 'node:http'
import { headerValues, pairHeaders, type RawHeaders } from '@sallyport/protocol/peer'
import type { GuardRequest } from '../verdict.ts'

/**
 * Reads a request of Node, or of a framework that stands on it; `target` is the request target as
 * received, which frameworks rewrite when they route, `body` what a body parser has made of the body,
 * where one ran before the guard: the guard itself never reads the body.
 */
export function readNodeRequest(
  req: IncomingMessage,
  { target, body }: { readonly target: string; readonly body: unknown },
): GuardRequest {
  const headers = pairHeaders(req.rawHeaders)
  return {
    method: req.method ?? '',
    target,
    headers,
    peer: { address: req.socket.remoteAddress },
    hasTokenInBody: hasTokenInForm(body, headers),
  }
}

/** What body parsers of Node leave at `req.body`. */
export function parsedBody(req: IncomingMessage): unknown {
  return 'body' in req ? req.body : undefined
}

/** Whether the body is a form. */
export function isForm(headers: RawHeaders): boolean {
  return headerValues(headers, 'content-type').some((type) =>
    type.trim().toLowerCase().startsWith('application/x-www-form-urlencoded'),
  )
}

function hasTokenInForm(body: unknown, headers: RawHeaders): boolean {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'access_token'))
    return false
  return isForm(headers)
}
