import type { ServerResponse } from 'node:http'
import { mergeHeader } from '../answers/merge-header.ts'
import type { Answer, AnswerHeaders, FrontVerdict, Verdict } from '../verdict.ts'

/**
 * Writes a verdict to a response of Node: headers where the request passes, the whole answer where it
 * does not. True when it passed.
 */
export function answer(verdict: Verdict | FrontVerdict, res: ServerResponse): boolean {
  if (verdict.kind !== 'pass') {
    end(verdict, res)
    return false
  }
  if (!res.headersSent) putHeaders(verdict.headers, res)
  return true
}

function end({ status, headers, body }: Answer, res: ServerResponse): void {
  // Security: someone has begun to answer before the guard decided. What is left of it is cut off.
  if (res.headersSent) {
    res.destroy()
    return
  }
  res.statusCode = status
  putHeaders(headers, res)
  if (body !== '') res.setHeader('content-length', Buffer.byteLength(body))
  res.end(body)
}

function putHeaders(headers: AnswerHeaders, res: ServerResponse): void {
  for (const [name, value] of headers) {
    res.setHeader(name, mergeHeader(name, value, res.getHeader(name)?.toString()))
  }
}
