import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { type Principal, type Resource, settableClock } from '@sallyport/protocol'
import express from 'express'
import fastify, { type FastifyRequest } from 'fastify'
import { type Context, Hono } from 'hono'
import { cors as expressCors, guard as expressGuard } from '../../src/express/express.ts'
import {
  type FastifyGate,
  cors as fastifyCors,
  guard as fastifyGuard,
} from '../../src/fastify/fastify.ts'
import { cors as honoCors, guard as honoGuard } from '../../src/hono/hono.ts'
import type { CorsOptions, GuardOptions, RouteOptions } from '../../src/index.ts'
import {
  type AuthenticatedRequest,
  type NodeGate,
  cors as nodeCors,
  guard as nodeGuard,
} from '../../src/node/node.ts'
import { type RawAnswer, type RawRequest, sendRaw } from '../support/send-raw.ts'
import { createTestAudit } from '../support/test-audit.ts'
import { audience, issuer, keys, startMs } from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'

/** Loads what lies at a target such as `/documents/1`. */
export type Loader = (
  target: string,
  principal: Principal,
) => Resource | undefined | Promise<Resource | undefined>

/** Options of a route, in words that every adapter understands. */
export interface Plan {
  readonly options?: Partial<GuardOptions>
  /** Absent: the route only authenticates. */
  readonly route?: Omit<RouteOptions<never>, 'resource'> & { readonly resource?: Resource | Loader }
  /** Runs `authenticate()` as a middleware of its own before `authorize()`. */
  readonly authenticateFirst?: boolean
  /** Mounts `cors()` before the guard, behind `metadata()`. */
  readonly cors?: CorsOptions
  /** Mounts `metadata()` before everything else. */
  readonly metadata?: boolean
  /** Parses form and JSON bodies before the guard. */
  readonly parseBody?: boolean
  /** A stranger's middleware in front of the guard. */
  readonly before?: (place: AuthPlace) => unknown
}

/** Where the handlers of one request look for the principal. */
export interface AuthPlace {
  get(): unknown
  set(value: object): void
}

/** A running API with one guarded route for every path and method. */
export interface Served {
  readonly port: number
  /** What handlers found at `req.auth`, one entry a handled request. */
  readonly handled: unknown[]
  readonly audit: ReturnType<typeof createTestAudit>
  readonly clock: ReturnType<typeof settableClock>
  readonly revocations: ReturnType<typeof createTestRevocations>
  /** Codes of the faults that the host was told of. */
  readonly faults: string[]
  send(request: RawRequest): Promise<RawAnswer>
  close(): Promise<void>
}

interface Adapter {
  readonly name: string
  serve(plan: Plan): Promise<Served>
}

export const adapters: readonly Adapter[] = [
  { name: 'express', serve: (plan) => serve(plan, startExpress) },
  { name: 'fastify', serve: (plan) => serve(plan, startFastify) },
  { name: 'hono', serve: (plan) => serve(plan, startHono) },
  { name: 'node:http', serve: (plan) => serve(plan, startNode) },
]

type Start = (plan: Plan, options: GuardOptions, handled: unknown[]) => Server | Promise<Server>

async function serve(plan: Plan, start: Start): Promise<Served> {
  const [audit, clock, revocations] = [
    createTestAudit(),
    settableClock(startMs),
    createTestRevocations(),
  ]
  const handled: unknown[] = []
  const faults: string[] = []
  const options: GuardOptions = {
    issuer,
    audience,
    ...(plan.options?.fetch === undefined ? { keys } : {}),
    audit,
    clock,
    revocations,
    onFault: (_, { code }) => faults.push(code),
    ...plan.options,
  }
  const server = await start(plan, options, handled)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    handled,
    audit,
    clock,
    revocations,
    faults,
    send: (request) => sendRaw(port, request),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

const serverOptions = { maxHeaderSize: 4_000_000 }

function startExpress(plan: Plan, options: GuardOptions, handled: unknown[]): Server {
  const app = express()
  const api = expressGuard(options)
  if (plan.metadata === true) app.use(api.metadata())
  if (plan.cors !== undefined) app.use(expressCors(plan.cors))
  if (plan.parseBody === true) app.use(express.urlencoded({ extended: true }), express.json())
  app.use((req, _res, next) => {
    plan.before?.(placeOn(req))
    next()
  })
  if (plan.route === undefined || plan.authenticateFirst === true) app.use(api.authenticate())
  if (plan.route !== undefined) {
    app.use(api.authorize(routeFor<express.Request>(plan.route, (req) => req.originalUrl)))
  }
  app.use((req, res) => {
    handled.push(req.auth)
    res.end('handled')
  })
  return createServer(serverOptions, app)
}

async function startFastify(
  plan: Plan,
  options: GuardOptions,
  handled: unknown[],
): Promise<Server> {
  // Fastify refuses bodies that name prototypes by itself: here the guard is to be seen.
  const app = fastify({ onProtoPoisoning: 'ignore', onConstructorPoisoning: 'ignore' })
  const api = fastifyGuard(options)
  app.addHttpMethod('PROPFIND')
  app.addContentTypeParser('*', { parseAs: 'string' }, (req, text, done) => {
    done(null, parseText(String(text), req.headers['content-type']))
  })
  if (plan.metadata === true) app.addHook('onRequest', api.metadata())
  if (plan.cors !== undefined) app.addHook('onRequest', fastifyCors(plan.cors))
  app.addHook('onRequest', async (request) => plan.before?.(placeOn(request)))
  const gates: FastifyGate[] = []
  if (plan.route === undefined || plan.authenticateFirst === true) gates.push(api.authenticate())
  if (plan.route !== undefined) {
    gates.push(api.authorize(routeFor<FastifyRequest>(plan.route, (req) => req.originalUrl)))
  }
  const hook = plan.parseBody === true ? 'preHandler' : 'onRequest'
  for (const gate of gates) app.addHook(hook, gate)
  app.all('/*', async (request) => {
    handled.push(request.auth)
    return 'handled'
  })
  await app.ready()
  return createServer(serverOptions, (req, res) => app.routing(req, res))
}

function startHono(plan: Plan, options: GuardOptions, handled: unknown[]): Server {
  const app = new Hono()
  const api = honoGuard(options)
  if (plan.metadata === true) app.use(api.metadata())
  if (plan.cors !== undefined) app.use(honoCors(plan.cors))
  app.use(async (c, next) => {
    if (plan.parseBody === true) await c.req.parseBody()
    plan.before?.({ get: () => c.get('auth'), set: (value) => c.set('auth', value as Principal) })
    await next()
  })
  if (plan.route === undefined || plan.authenticateFirst === true) app.use(api.authenticate())
  if (plan.route !== undefined) {
    app.use(api.authorize(routeFor<Context>(plan.route, (c) => targetOf(c.req.url))))
  }
  app.all('*', (c) => {
    handled.push(c.get('auth'))
    return c.text('handled')
  })
  return createServer(serverOptions, getRequestListener(app.fetch))
}

function startNode(plan: Plan, options: GuardOptions, handled: unknown[]): Server {
  const api = nodeGuard(options)
  const gates: NodeGate[] = []
  if (plan.metadata === true) gates.push(api.metadata())
  if (plan.cors !== undefined) gates.push(nodeCors(plan.cors))
  if (plan.route === undefined || plan.authenticateFirst === true) gates.push(api.authenticate())
  if (plan.route !== undefined) {
    gates.push(api.authorize(routeFor<AuthenticatedRequest>(plan.route, (req) => req.url ?? '')))
  }
  return createServer(serverOptions, async (req: AuthenticatedRequest, res) => {
    if (plan.parseBody === true) await parseBody(req)
    plan.before?.(placeOn(req))
    for (const gate of gates) if (!(await gate(req, res))) return
    handled.push(req.auth)
    res.end('handled')
  })
}

/** The planned route in the words of one adapter. */
function routeFor<Native>(
  { resource, ...route }: NonNullable<Plan['route']>,
  targetOf: (native: Native) => string,
): RouteOptions<Native> {
  if (resource === undefined) return route
  if (typeof resource !== 'function') return { ...route, resource }
  return { ...route, resource: (native, principal) => resource(targetOf(native), principal) }
}

async function parseBody(req: AuthenticatedRequest & { body?: unknown }): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(Buffer.from(chunk))
  const text = Buffer.concat(chunks).toString()
  if (text !== '') req.body = parseText(text, req.headers['content-type'])
}

function parseText(text: string, contentType = ''): unknown {
  if (contentType.includes('json')) return JSON.parse(text)
  return Object.fromEntries(new URLSearchParams(text))
}

function targetOf(url: string): string {
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}

function placeOn(req: { auth?: unknown }): AuthPlace {
  return { get: () => req.auth, set: (auth) => Object.assign(req, { auth }) }
}

/** One test, run through every adapter over real sockets. */
export function inEveryAdapter(
  name: string,
  body: (open: (plan?: Plan) => Promise<Served>) => Promise<void>,
): void {
  for (const adapter of adapters) {
    test(`${adapter.name}: ${name}`, async (t) => {
      await body(async (plan = {}) => {
        const served = await adapter.serve(plan)
        t.after(() => served.close())
        return served
      })
    })
  }
}
