import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { mergeHeader } from '../answers/merge-header.ts'

/** Writes a web response to one of Node, as it comes. A caller who goes away ends it. */
export async function sendResponse(response: Response, res: ServerResponse): Promise<void> {
  // Security: someone has begun to answer before the guard decided. What is left of it is cut off.
  if (res.headersSent) {
    res.destroy()
    return
  }
  res.statusCode = response.status
  for (const [name, value] of response.headers) {
    res.setHeader(name, mergeHeader(name, value, res.getHeader(name)?.toString()))
  }
  // What is left of a body that is too long would be taken for the next request.
  if (!res.req.complete) res.setHeader('connection', 'close')
  if (response.body === null) {
    res.end()
    return
  }
  try {
    await pipeline(response.body, res)
  } catch {
    // The caller has gone, and nobody is left to be told.
    res.destroy()
  }
}
