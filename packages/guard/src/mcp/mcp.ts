import type { IncomingMessage, ServerResponse } from 'node:http'
import { createMcpHandler } from '@modelcontextprotocol/server'
import { createCors } from '../cors/cors.ts'
import { createGuard } from '../guard.ts'
import { kindOf } from '../refusals/refusal.ts'
import type { PassVerdict, Verdict } from '../verdict.ts'
import { addHeaders, answerResponse, failed, methodNotAllowed } from './answer.ts'
import { findTool, type JudgedAsk, judgeArguments } from './ask.ts'
import { buildServer } from './build-server.ts'
import { checkMcpOptions, type McpGuardOptions } from './check-mcp-options.ts'
import { refuseForeignOrigin } from './check-origin.ts'
import { type Message, readMessage } from './read-message.ts'
import {
  type McpRequest,
  type McpTransport,
  readFetchRequest,
  readMessageOfNode,
} from './request.ts'
import { routeFor } from './route-for.ts'
import { sendResponse } from './send-response.ts'
import { requestForSdk } from './strip-request.ts'
import type { McpTool } from './tool.ts'

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
 * hears of it: first sign-in and scopes, by the tool's name alone, then the arguments, then facts and
 * policy. The server that is made for a request can run no tool but the one that was decided.
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
  const messages = new WeakMap<McpRequest, Message>()
  const asks = new WeakMap<McpRequest, JudgedAsk>()
  const callOf = (request: McpRequest) => {
    const ask = asks.get(request)
    return ask?.kind === 'call' ? ask.call : undefined
  }
  const gates = new Map(
    [...tools.values()].map((tool) => [
      tool,
      core.authorize(routeFor(tool, settings, callOf), {
        keptScopes: knownScopes,
        acceptsInput: (request) => accepts(request, tool),
      }),
    ]),
  )
  const commonGate =
    scopes.length === 0 ? undefined : core.authorize({ scopes }, { keptScopes: knownScopes })

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
    messages.set(request, read.value)
    const verdict = await decide(request, findTool(read.value, tools), entered)
    const ask = asks.get(request) ?? { kind: 'other' }
    // Arguments that the schema refuses are the tool's error, which the SDK tells of. Where that could
    // not be recorded the status is another, and nothing is told.
    const isToolError =
      ask.kind === 'invalid' &&
      verdict.kind === 'refuse' &&
      verdict.status === kindOf('input_invalid').status
    if (verdict.kind === 'refuse' && !isToolError) return answerResponse(verdict)
    const { principal, headers } = verdict.kind === 'pass' ? verdict : entered
    const sdk = createMcpHandler(() => buildServer(settings, ask, principal))
    const response = await sdk.fetch(requestForSdk(request, settings.audience), {
      parsedBody: read.value.body,
    })
    return addHeaders(response, headers)
  }

  /** What calls no tool that there is runs none, so nothing but what every request needs is asked. */
  async function decide(
    request: McpRequest,
    tool: McpTool | undefined,
    entered: PassVerdict,
  ): Promise<Verdict> {
    if (tool === undefined) return commonGate === undefined ? entered : commonGate(request)
    const gate = gates.get(tool)
    if (gate === undefined) throw new Error('a tool without a gate')
    return gate(request)
  }

  async function accepts(request: McpRequest, tool: McpTool): Promise<boolean> {
    const call = messages.get(request)?.toolCall
    if (call === undefined) throw new Error('a gate without a call')
    const ask = await judgeArguments(tool, call.arguments)
    asks.set(request, ask)
    return ask.kind === 'call'
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
