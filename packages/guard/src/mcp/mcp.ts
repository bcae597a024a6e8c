import type { IncomingMessage, ServerResponse } from 'node:http'
import { createMcpHandler } from '@modelcontextprotocol/server'
import { createCors } from '../cors/cors.ts'
import { createGuard } from '../guard.ts'
import type { PassVerdict, Verdict } from '../verdict.ts'
import { addHeaders, answerResponse, failed, methodNotAllowed } from './answer.ts'
import { type Ask, readAsk, type ToolCall } from './ask.ts'
import { buildServer } from './build-server.ts'
import { checkMcpOptions, type McpGuardOptions } from './check-mcp-options.ts'
import { refuseForeignOrigin } from './check-origin.ts'
import { readMessage } from './read-message.ts'
import {
  type McpRequest,
  type McpTransport,
  readFetchRequest,
  readMessageOfNode,
} from './request.ts'
import { routeFor } from './route-for.ts'
import { sendResponse } from './send-response.ts'
import { requestForSdk } from './strip-request.ts'

export type { McpGuardOptions } from './check-mcp-options.ts'
export type { McpTransport } from './request.ts'
export { type McpTool, type McpToolOptions, type ToolContext, tool } from './tool.ts'

/** An MCP server behind the guard, at the path of its audience. */
export interface McpGuard {
  /** Serves a web-standard request; what is not for this server is answered 404. */
  fetch(request: Request, transport: McpTransport): Promise<Response>
  /**
   * Serves a request of Node, Express, or Fastify's `onRequest`. Resolves to false when it has been
   * answered; to true, after calling `next` if there is one, when it is not for this server.
   */
  node(req: IncomingMessage, res: ServerResponse, next?: () => void): Promise<boolean>
}

/**
 * The guard for an MCP server: tools over Streamable HTTP, on the official SDK, without sessions. Throws
 * for options that do not make sense, and for a tool about which nothing would decide.
 *
 * Invariant: every HTTP request is authenticated by its own token, and a call is decided before the SDK
 * hears of it; the server that is made for a request can run no tool but the one that was decided.
 * Security: the SDK gets neither the token nor any header of the caller's but those of the protocol, so
 * that no tool can pass a token on (confused deputy), nor take a header for a fact.
 * @see MCP 2026-07-28, Authorization
 */
export function guard(options: McpGuardOptions): McpGuard {
  const settings = checkMcpOptions(options)
  const { tools, scopes, knownScopes } = settings
  const core = createGuard<McpRequest>(settings.guard, ({ facts }) => facts)
  const metadata = core.metadata()
  const cors = settings.cors === undefined ? undefined : createCors(settings.cors)
  const calls = new WeakMap<McpRequest, ToolCall>()
  const callOf = (request: McpRequest) => calls.get(request)
  const gates = new Map(
    [...tools.values()].map((tool) => [
      tool,
      core.authorize(routeFor(tool, settings, callOf), knownScopes),
    ]),
  )
  const commonGate = scopes.length === 0 ? undefined : core.authorize({ scopes }, knownScopes)

  /** Undefined for a request that is not for this server. */
  async function serve(request: McpRequest): Promise<Response | undefined> {
    const { facts } = request
    const described = metadata(facts)
    if (described.kind === 'answer') return answerResponse(described)
    if (facts.target.split('?', 1)[0] !== settings.path) return undefined
    const crossed = cors?.(facts) ?? { kind: 'pass', headers: [] }
    if (crossed.kind === 'answer') return answerResponse(crossed)
    return addHeaders(await judge(request), crossed.headers)
  }

  async function judge(request: McpRequest): Promise<Response> {
    const foreign = refuseForeignOrigin(request.facts, settings.origins)
    if (foreign !== undefined) return answerResponse(foreign)
    const entered = await core.authenticate(request, scopes)
    if (entered.kind === 'refuse') return answerResponse(entered)
    try {
      return await handle(request, entered)
    } catch (error) {
      settings.tellHost(error, 'fault')
      return addHeaders(failed(), entered.headers)
    }
  }

  async function handle(request: McpRequest, entered: PassVerdict): Promise<Response> {
    if (request.facts.method !== 'POST') return addHeaders(methodNotAllowed(), entered.headers)
    const read = await readMessage(request, settings.maxBodyBytes)
    if (!read.ok) return addHeaders(read.refusal, entered.headers)
    const ask = await readAsk(read.value, tools)
    const verdict = await decide(request, ask, entered)
    if (verdict.kind === 'refuse') return answerResponse(verdict)
    const { principal, headers } = verdict
    const sdk = createMcpHandler(() => buildServer(settings, ask, principal))
    const response = await sdk.fetch(requestForSdk(request, settings.audience), {
      parsedBody: read.value.body,
    })
    return addHeaders(response, headers)
  }

  /** A call that makes no sense runs no tool, so nothing but what every request needs is asked. */
  async function decide(request: McpRequest, ask: Ask, entered: PassVerdict): Promise<Verdict> {
    if (ask.kind !== 'call') return commonGate === undefined ? entered : commonGate(request)
    const gate = gates.get(ask.call.tool)
    if (gate === undefined) throw new Error('a tool without a gate')
    calls.set(request, ask.call)
    return gate(request)
  }

  return {
    fetch: async (request, transport) =>
      (await serve(readFetchRequest(request, transport))) ?? new Response(null, { status: 404 }),
    node: async (req, res, next) => {
      const response = await serve(readMessageOfNode(req, res))
      if (response === undefined) {
        next?.()
        return true
      }
      await sendResponse(response, res)
      return false
    },
  }
}
