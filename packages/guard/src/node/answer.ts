import type { ServerResponse } from 'node:http'
import type { RefuseVerdict, Verdict } from '../verdict.ts'

/**
 * Writes a verdict to a response of Node: headers where the request passes, the whole answer where it
 * is refused. True when it passed.
 */
export function answer(verdict: Verdict, res: ServerResponse): boolean {
  if (verdict.kind === 'refuse') {
    refuse(verdict, res)
    return false
  }
  if (!res.headersSent) for (const [name, value] of verdict.headers) res.setHeader(name, value)
  return true
}

function refuse({ status, headers, body }: RefuseVerdict, res: ServerResponse): void {
  // Security: someone has begun to answer before the guard decided. What is left of it is cut off.
  if (res.headersSent) {
    res.destroy()
    return
  }
  res.statusCode = status
  for (const [name, value] of headers) res.setHeader(name, value)
  res.setHeader('content-length', Buffer.byteLength(body))
  res.end(body)
}
