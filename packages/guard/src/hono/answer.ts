import type { Context } from 'hono'
import { mergeHeader } from '../answers/merge-header.ts'
import type { Answer, AnswerHeaders } from '../verdict.ts'

/** A whole answer, as that of a Hono middleware. */
export function answer({ status, headers, body }: Answer): Response {
  if (body === '') return new Response(null, { status, headers: Object.fromEntries(headers) })
  const length = String(Buffer.byteLength(body))
  return new Response(body, {
    status,
    headers: { ...Object.fromEntries(headers), 'content-length': length },
  })
}

/** Puts headers on the answer that those behind have made, where it does not have them already. */
export function putHeaders(headers: AnswerHeaders, c: Context): void {
  for (const [name, value] of headers) {
    const before = c.res.headers.get(name) ?? undefined
    const merged = mergeHeader(name, value, before)
    if (merged !== before) c.header(name, merged)
  }
}
