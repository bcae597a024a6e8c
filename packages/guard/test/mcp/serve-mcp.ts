import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { settableClock } from '@sallyport/protocol'
import { pairHeaders } from '@sallyport/protocol/peer'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { z } from 'zod'
import {
  guard,
  type McpGuard,
  type McpGuardOptions,
  type McpTool,
  tool,
} from '../../src/mcp/mcp.ts'
import { bearer, type RawAnswer, type RawRequest, sendRaw } from '../support/send-raw.ts'
import { createTestAudit } from '../support/test-audit.ts'
import { type Claims, issuer, keys, startMs, userToken } from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'

export const mcpAudience = 'https://mcp.example.com/mcp'
export const metadataUrl = 'https://mcp.example.com/.well-known/oauth-protected-resource/mcp'

/** A running MCP server. */
export interface ServedMcp {
  readonly port: number
  /** Arguments with which tools have run. */
  readonly ran: unknown[]
  readonly audit: ReturnType<typeof createTestAudit>
  readonly revocations: ReturnType<typeof createTestRevocations>
  /** Codes of the faults that the host was told of. */
  readonly faults: string[]
  send(request: RawRequest): Promise<RawAnswer>
  /** Posts a message of 2025-11-25 with a token, or without one. */
  post(message: unknown, token?: string, headers?: RawRequest['headers']): Promise<RawAnswer>
  /** Calls a tool and gives the result out of the answer, whether JSON or a stream. */
  call(name: string, args: unknown, token?: string): Promise<CalledTool>
}

interface CalledTool {
  readonly answer: RawAnswer
  readonly message: {
    readonly result?: { readonly isError?: boolean; readonly content?: readonly { text: string }[] }
    readonly error?: { readonly code: number; readonly message: string }
  }
}

/** A token for this server. */
export function mcpToken(changes: Claims = {}): string {
  return userToken({ aud: mcpAudience, scope: 'read:documents', ...changes })
}

/** Gives back what it got; everyone may, with the scope. */
export function echoTool(
  ran: unknown[],
  changes: Partial<Parameters<typeof tool>[0]> = {},
): McpTool {
  return tool({
    name: 'echo',
    description: 'Says it again.',
    input: z.object({ text: z.string(), times: z.number().int().default(1) }),
    scopes: ['read:documents'],
    run: (args) => {
      ran.push(args)
      return { content: [{ type: 'text', text: JSON.stringify(args) }] }
    },
    ...changes,
  })
}

export type Host = 'node:http' | 'express' | 'fastify' | 'hono'
export const hosts: readonly Host[] = ['node:http', 'express', 'fastify', 'hono']

/** Serves an MCP server with these tools, on a free port. */
export async function serveMcp(
  t: TestContext,
  tools: (ran: unknown[]) => readonly McpTool[],
  changes: Partial<McpGuardOptions> = {},
  host: Host = 'node:http',
): Promise<ServedMcp> {
  const [audit, revocations] = [createTestAudit(), createTestRevocations()]
  const [ran, faults]: [unknown[], string[]] = [[], []]
  const mcp = guard({
    issuer,
    audience: mcpAudience,
    keys,
    audit,
    clock: settableClock(startMs),
    revocations,
    onFault: (_, { code }) => faults.push(code),
    server: { name: 'documents', version: '1.0.0' },
    tools: tools(ran),
    ...changes,
  })
  const server = await start(mcp, host)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const send = (request: RawRequest) => sendRaw(port, { host: 'mcp.example.com', ...request })
  const post: ServedMcp['post'] = (message, token, headers = []) =>
    send({
      method: 'POST',
      target: '/mcp',
      headers: [...postHeaders, ...(token === undefined ? [] : [bearer(token)]), ...headers],
      body: typeof message === 'string' ? message : JSON.stringify(message),
    })
  return {
    port,
    ran,
    audit,
    revocations,
    faults,
    send,
    post,
    call: async (name, args, token = mcpToken()) => {
      const answer = await post(callMessage(name, args), token)
      return { answer, message: readMessage(answer) }
    },
  }
}

const postHeaders = [
  ['Content-Type', 'application/json'],
  ['Accept', 'application/json, text/event-stream'],
  ['Mcp-Protocol-Version', '2025-11-25'],
] as const

export function callMessage(name: string, args: unknown): object {
  return { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name, arguments: args } }
}

export const listMessage = { jsonrpc: '2.0', id: 7, method: 'tools/list' }

/** The message of an answer, whether it is JSON or an event of a stream. */
export function readMessage({ body }: RawAnswer): CalledTool['message'] {
  const json = /\{.*\}/s.exec(body)?.[0] ?? '{}'
  return JSON.parse(json.split(/\r?\n/)[0] ?? '{}')
}

async function start(mcp: McpGuard, host: Host): Promise<Server> {
  if (host === 'node:http') {
    return createServer((req, res) => mcp.node(req, res, () => res.writeHead(404).end('elsewhere')))
  }
  if (host === 'express') {
    const app = express().use(express.json())
    app.use((req, res, next) => mcp.node(req, res, next))
    return createServer(app)
  }
  if (host === 'fastify') {
    const app = fastify()
    app.addHook('onRequest', async (request, reply) =>
      (await mcp.node(request.raw, reply.raw)) ? undefined : reply.hijack(),
    )
    await app.ready()
    return createServer((req, res) => app.routing(req, res))
  }
  const app = new Hono<{ Bindings: { incoming: IncomingMessage } }>()
  app.all('*', ({ req, env: { incoming } }) =>
    mcp.fetch(req.raw, {
      peer: { address: incoming.socket.remoteAddress },
      headers: pairHeaders(incoming.rawHeaders),
    }),
  )
  return createServer(getRequestListener((request, env) => app.fetch(request, env)))
}
