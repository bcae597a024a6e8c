import type { Context } from 'hono'
import type { AnswerHeaders, RefuseVerdict } from '../verdict.ts'

/** A refusal as the answer of a Hono middleware. */
export function answer({ status, headers, body }: RefuseVerdict): Response {
  const length = String(Buffer.byteLength(body))
  return new Response(body, {
    status,
    headers: { ...Object.fromEntries(headers), 'content-length': length },
  })
}

/** Puts headers on the answer that those behind have made, where it does not have them already. */
export function putHeaders(headers: AnswerHeaders, c: Context): void {
  for (const [name, value] of headers) {
    if (c.res.headers.get(name) !== value) c.header(name, value)
  }
}
