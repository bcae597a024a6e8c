import type { IncomingMessage, ServerResponse } from 'node:http'
import { readRequestBody } from '@modelcontextprotocol/server'
import type { Peer, RawHeaders } from '@sallyport/protocol/peer'
import { parsedBody, readNodeRequest } from '../node/read-request.ts'
import type { GuardRequest } from '../verdict.ts'
import { readBody } from './read-body.ts'

/** One HTTP request for an MCP server, of whatever host. */
export interface McpRequest {
  readonly facts: GuardRequest
  readonly body: McpBody
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal
}

/** What a body parser before us has made of the body, or how to read its text, once. */
type McpBody =
  | { readonly kind: 'parsed'; readonly value: unknown }
  | {
      readonly kind: 'unread'
      /** Resolves to undefined as soon as there is more than that. */
      read(maxBytes: number): Promise<string | undefined>
    }

/** What the transport knows of a web-standard request, and `Request` does not tell. */
export interface McpTransport {
  /** The other end of the connection. Never from a header that any caller can write. */
  readonly peer: Peer
  /**
   * Header pairs as received, duplicates included. Default: those of the request, where duplicates are
   * joined with commas; the guard takes no list for a credential.
   */
  readonly headers?: RawHeaders
  /** What a body parser has made of the body, where one has read it. */
  readonly parsedBody?: unknown
}

export function readFetchRequest(request: Request, transport: McpTransport): McpRequest {
  const { peer, headers = [...request.headers], parsedBody: value } = transport
  // Security: an address that was forgotten is not a transport that has none.
  if (typeof peer !== 'object' || peer === null || !Object.hasOwn(peer, 'address')) {
    throw new TypeError('fetch() needs `peer` with an `address`, undefined where there is none')
  }
  const { pathname, search } = new URL(request.url)
  const { method, signal } = request
  return {
    facts: { method, target: `${pathname}${search}`, headers, peer, hasTokenInBody: false },
    body: value === undefined ? unreadOf(request) : { kind: 'parsed', value },
    signal,
  }
}

function unreadOf(request: Request): McpBody {
  return {
    kind: 'unread',
    read: async (maxBytes) => {
      const read = await readRequestBody(request, maxBytes)
      return read.tooLarge ? undefined : read.text
    },
  }
}

export function readMessageOfNode(req: IncomingMessage, res: ServerResponse): McpRequest {
  const value = parsedBody(req)
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  return {
    facts: readNodeRequest(req, { target: targetOf(req), body: value }),
    body:
      value === undefined
        ? { kind: 'unread', read: (maxBytes) => readBody(req, maxBytes) }
        : { kind: 'parsed', value },
    signal: gone.signal,
  }
}

/** As received: Express cuts off the path at which a router is mounted. */
function targetOf(req: IncomingMessage): string {
  if ('originalUrl' in req && typeof req.originalUrl === 'string') return req.originalUrl
  return req.url ?? ''
}
