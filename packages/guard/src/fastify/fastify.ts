import type { Principal } from '@sallyport/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CorsOptions } from '../cors/check-cors.ts'
import { createCors } from '../cors/cors.ts'
import { createGuard } from '../guard.ts'
import { readNodeRequest } from '../node/read-request.ts'
import type { GuardOptions } from '../options/check-options.ts'
import type { RouteOptions } from '../options/check-route.ts'
import type { Front, GuardRequest, Verdict } from '../verdict.ts'
import { answer } from './answer.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling, once the guard has let the request pass. */
    auth?: Principal
  }
}

/**
 * A Fastify hook, for `onRequest` (before the body is parsed) or any hook up to `preHandler`: resolves
 * to nothing when the request passed, to the reply when it has been answered.
 */
export type FastifyGate = (
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply | undefined>

export interface FastifyGuard {
  /** Lets live tokens of the issuer through; `request.auth` is the `Principal`. */
  authenticate(): FastifyGate
  /** Authenticates where this guard has not done so for the request, then decides. */
  authorize(options: RouteOptions<FastifyRequest>): FastifyGate
  /**
   * Serves what `resourceMetadata` describes, at its own path; all other requests pass. For
   * `onRequest` of the application, so that it is found although no route has that path.
   */
  metadata(): FastifyGate
}

/** The guard for Fastify 5. Throws for options that do not make sense. */
export function guard(options: GuardOptions): FastifyGuard {
  const core = createGuard<FastifyRequest>(options, readRequest)
  return {
    authenticate: () => gate(core.authenticate),
    authorize: (route) => gate(core.authorize(route)),
    metadata: () => frontGate(core.metadata()),
  }
}

/**
 * Lets pages of the listed origins call the API, and answers their preflights. For
 * `onRequest` of the application, before the guard: no route is asked for `OPTIONS`.
 */
export function cors(options: CorsOptions): FastifyGate {
  return frontGate(createCors(options))
}

function readRequest(request: FastifyRequest): GuardRequest {
  return readNodeRequest(request.raw, { target: request.originalUrl, body: request.body })
}

function gate(judge: (request: FastifyRequest) => Promise<Verdict>): FastifyGate {
  return async (request, reply) => {
    // Security: whatever others have put here is not ours.
    delete request.auth
    const verdict = await judge(request)
    if (!answer(verdict, reply)) return reply
    if (verdict.kind === 'pass') request.auth = verdict.principal
    return undefined
  }
}

function frontGate(front: Front): FastifyGate {
  return async (request, reply) => (answer(front(readRequest(request)), reply) ? undefined : reply)
}
