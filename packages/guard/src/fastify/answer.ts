import type { FastifyReply } from 'fastify'
import { mergeHeader } from '../answers/merge-header.ts'
import type { Answer, AnswerHeaders, FrontVerdict, Verdict } from '../verdict.ts'

/**
 * Writes a verdict to a reply of Fastify: headers where the request passes, the whole answer where it
 * does not. True when it passed.
 */
export function answer(verdict: Verdict | FrontVerdict, reply: FastifyReply): boolean {
  if (verdict.kind !== 'pass') {
    send(verdict, reply)
    return false
  }
  if (!reply.raw.headersSent) putHeaders(verdict.headers, reply)
  return true
}

function send({ status, headers, body }: Answer, reply: FastifyReply): void {
  // Security: someone has begun to answer before the guard decided. What is left of it is cut off.
  if (reply.raw.headersSent) {
    reply.hijack()
    reply.raw.destroy()
    return
  }
  reply.code(status)
  putHeaders(headers, reply)
  // Bytes, because Fastify adds a charset to the type of JSON text.
  if (body === '') reply.send()
  else reply.send(Buffer.from(body))
}

function putHeaders(headers: AnswerHeaders, reply: FastifyReply): void {
  for (const [name, value] of headers) {
    reply.header(name, mergeHeader(name, value, reply.getHeader(name)?.toString()))
  }
}
