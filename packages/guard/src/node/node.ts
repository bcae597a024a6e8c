import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Principal } from '@sallyport/protocol'
import type { CorsOptions } from '../cors/check-cors.ts'
import { createCors } from '../cors/cors.ts'
import { createGuard } from '../guard.ts'
import type { GuardOptions } from '../options/check-options.ts'
import type { RouteOptions } from '../options/check-route.ts'
import type { Front, GuardRequest, Verdict } from '../verdict.ts'
import { answer } from './answer.ts'
import { parsedBody, readNodeRequest } from './read-request.ts'

/** A request that may have passed the guard: `auth` is set when it has. */
export interface AuthenticatedRequest extends IncomingMessage {
  auth?: Principal
}

/**
 * Resolves to true when the request passed, after calling `next` if there is one; to false when it has
 * been answered. Never rejects, unless `next` throws.
 */
export type NodeGate = (
  req: AuthenticatedRequest,
  res: ServerResponse,
  next?: () => void,
) => Promise<boolean>

export interface NodeGuard {
  /** Lets live tokens of the issuer through; `req.auth` is the `Principal`. */
  authenticate(): NodeGate
  /** Authenticates where this guard has not done so for the request, then decides. */
  authorize(options: RouteOptions<AuthenticatedRequest>): NodeGate
  /** Serves what `resourceMetadata` describes, at its own path; all other requests pass. */
  metadata(): NodeGate
}

/** The guard for `node:http`. Throws for options that do not make sense. */
export function guard(options: GuardOptions): NodeGuard {
  const core = createGuard<AuthenticatedRequest>(options, readRequest)
  return {
    authenticate: () => gate(core.authenticate),
    authorize: (route) => gate(core.authorize(route)),
    metadata: () => frontGate(core.metadata()),
  }
}

/**
 * Lets pages of the listed origins call the API, and answers their preflights. Goes before the guard.
 */
export function cors(options: CorsOptions): NodeGate {
  return frontGate(createCors(options))
}

function readRequest(req: AuthenticatedRequest): GuardRequest {
  return readNodeRequest(req, { target: req.url ?? '', body: parsedBody(req) })
}

function gate(judge: (req: AuthenticatedRequest) => Promise<Verdict>): NodeGate {
  return async (req, res, next) => {
    // Security: whatever others have put here is not ours.
    delete req.auth
    const verdict = await judge(req)
    if (!answer(verdict, res)) return false
    if (verdict.kind === 'pass') req.auth = verdict.principal
    next?.()
    return true
  }
}

function frontGate(front: Front): NodeGate {
  return async (req, res, next) => {
    if (!answer(front(readRequest(req)), res)) return false
    next?.()
    return true
  }
}
