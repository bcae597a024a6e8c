import type { Principal } from '@sallyport/protocol'
import type { Context, MiddlewareHandler } from 'hono'
import type { CorsOptions } from '../cors/check-cors.ts'
import { createCors } from '../cors/cors.ts'
import { createGuard } from '../guard.ts'
import type { GuardOptions } from '../options/check-options.ts'
import type { RouteOptions } from '../options/check-route.ts'
import type { Front, Verdict } from '../verdict.ts'
import { answer, putHeaders } from './answer.ts'
import { readFrontRequest, readHonoRequest, type Transport } from './read-request.ts'

export type { Transport }

declare module 'hono' {
  interface ContextVariableMap {
    /** Who is calling, once the guard has let the request pass. */
    auth: Principal | undefined
  }
}

export interface HonoGuardOptions extends GuardOptions {
  /**
   * Where the header pairs and the peer of a request come from, on runtimes other than
   * `@hono/node-server`. Without it, requests that do not come from there are refused as a fault.
   */
  readonly transport?: (c: Context) => Transport
}

/** A Hono middleware; on the routes behind it `c.get('auth')` is the `Principal`. */
export type HonoGate = MiddlewareHandler<{ Variables: { auth: Principal } }>

export interface HonoGuard {
  /** Lets live tokens of the issuer through; `c.get('auth')` is the `Principal`. */
  authenticate(): HonoGate
  /** Authenticates where this guard has not done so for the request, then decides. */
  authorize(options: RouteOptions<Context>): HonoGate
  /** Serves what `resourceMetadata` describes, at its own path; all other requests pass. */
  metadata(): MiddlewareHandler
}

/** The guard for Hono 4. Throws for options that do not make sense. */
export function guard(options: HonoGuardOptions): HonoGuard {
  const { transport, ...guardOptions } = options
  if (transport !== undefined && typeof transport !== 'function') {
    throw new TypeError('`transport` must be a function from a context to `peer` and `headers`')
  }
  const core = createGuard<Context>(guardOptions, (c) => readHonoRequest(c, transport))
  return {
    authenticate: () => gate(core.authenticate),
    authorize: (route) => gate(core.authorize(route)),
    metadata: () => frontGate(core.metadata()),
  }
}

/**
 * Lets pages of the listed origins call the API, and answers their preflights. Goes before the guard.
 */
export function cors(options: CorsOptions): MiddlewareHandler {
  return frontGate(createCors(options))
}

function gate(judge: (c: Context) => Promise<Verdict>): HonoGate {
  return async (c, next) => {
    const context: Context = c
    // Security: whatever others have put here is not ours.
    context.set('auth', undefined)
    const verdict = await judge(context)
    if (verdict.kind === 'refuse') return answer(verdict)
    c.set('auth', verdict.principal)
    await next()
    putHeaders(verdict.headers, c)
    return undefined
  }
}

function frontGate(front: Front): MiddlewareHandler {
  return async (c, next) => {
    const verdict = front(readFrontRequest(c))
    if (verdict.kind === 'answer') return answer(verdict)
    await next()
    putHeaders(verdict.headers, c)
    return undefined
  }
}
