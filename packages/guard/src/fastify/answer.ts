import type { FastifyReply } from 'fastify'
import type { RefuseVerdict, Verdict } from '../verdict.ts'

/**
 * Writes a verdict to a reply of Fastify: headers where the request passes, the whole answer where it
 * is refused. True when it passed.
 */
export function answer(verdict: Verdict, reply: FastifyReply): boolean {
  if (verdict.kind === 'refuse') {
    refuse(verdict, reply)
    return false
  }
  if (!reply.raw.headersSent) {
    for (const [name, value] of verdict.headers) reply.header(name, value)
  }
  return true
}

function refuse({ status, headers, body }: RefuseVerdict, reply: FastifyReply): void {
  // Security: someone has begun to answer before the guard decided. What is left of it is cut off.
  if (reply.raw.headersSent) {
    reply.hijack()
    reply.raw.destroy()
    return
  }
  reply.code(status)
  for (const [name, value] of headers) reply.header(name, value)
  // Bytes, because Fastify adds a charset to the type of JSON text.
  reply.send(Buffer.from(body))
}
