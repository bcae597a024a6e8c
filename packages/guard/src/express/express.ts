import type { Principal } from '@sallyport/protocol'
import type { NextFunction, Request, Response } from 'express'
import type { CorsOptions } from '../cors/check-cors.ts'
import { createCors } from '../cors/cors.ts'
import { createGuard } from '../guard.ts'
import { answer } from '../node/answer.ts'
import { parsedBody, readNodeRequest } from '../node/read-request.ts'
import type { GuardOptions } from '../options/check-options.ts'
import type { RouteOptions } from '../options/check-route.ts'
import type { Front, GuardRequest, Verdict } from '../verdict.ts'

declare global {
  namespace Express {
    interface Request {
      /** Who is calling, once the guard has let the request pass. */
      auth?: Principal
    }
  }
}

/** An Express middleware: calls `next` when the request passed, and answers it otherwise. */
export type ExpressGate = (req: Request, res: Response, next: NextFunction) => Promise<void>

export interface ExpressGuard {
  /** Lets live tokens of the issuer through; `req.auth` is the `Principal`. */
  authenticate(): ExpressGate
  /** Authenticates where this guard has not done so for the request, then decides. */
  authorize(options: RouteOptions<Request>): ExpressGate
  /** Serves what `resourceMetadata` describes, at its own path; all other requests pass. */
  metadata(): ExpressGate
}

/** The guard for Express 5. Throws for options that do not make sense. */
export function guard(options: GuardOptions): ExpressGuard {
  const core = createGuard<Request>(options, readRequest)
  return {
    authenticate: () => gate(core.authenticate),
    authorize: (route) => gate(core.authorize(route)),
    metadata: () => frontGate(core.metadata()),
  }
}

/**
 * Lets pages of the listed origins call the API, and answers their preflights. Goes before the guard.
 */
export function cors(options: CorsOptions): ExpressGate {
  return frontGate(createCors(options))
}

function readRequest(req: Request): GuardRequest {
  return readNodeRequest(req, { target: req.originalUrl, body: parsedBody(req) })
}

function gate(judge: (req: Request) => Promise<Verdict>): ExpressGate {
  return async (req, res, next) => {
    // Security: whatever others have put here is not ours.
    delete req.auth
    const verdict = await judge(req)
    if (!answer(verdict, res)) return
    if (verdict.kind === 'pass') req.auth = verdict.principal
    next()
  }
}

function frontGate(front: Front): ExpressGate {
  return async (req, res, next) => {
    if (answer(front(readRequest(req)), res)) next()
  }
}
