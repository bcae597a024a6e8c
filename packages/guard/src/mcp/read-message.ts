import { isJsonContentType, ProtocolErrorCode } from '@modelcontextprotocol/server'
import {
  accept,
  type JsonObject,
  parseStrictJsonObject,
  type Result,
  refuse,
} from '@sallyport/protocol'
import { headerValues } from '@sallyport/protocol/peer'
import { rpcError } from './answer.ts'
import type { McpRequest } from './request.ts'

/** One JSON-RPC message, parsed once: the SDK gets this very object. */
export interface Message {
  readonly body: JsonObject
  /** Absent: it calls no tool. */
  readonly toolCall?: { readonly name: string; readonly arguments: unknown }
}

/** Deepest nesting that is read, the envelope included. */
const maxDepth = 64

/** Everything that a server with tools alone has to answer; other methods are not found. */
const methods: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'server/discover',
  'tools/list',
  'tools/call',
])

/**
 * Reads the one message of a request. Refused: what is no JSON by its type, a body longer than
 * `maxBytes`, text that two parsers could read differently, batches, and methods that are not served.
 */
export async function readMessage(
  request: McpRequest,
  maxBytes: number,
): Promise<Result<Message, Response>> {
  const [type, ...others] = headerValues(request.facts.headers, 'content-type')
  if (others.length > 0 || !isJsonContentType(type ?? null)) {
    return refuse(rpcError(415, ProtocolErrorCode.InvalidRequest, 'send application/json'))
  }
  const parsed = await parseBody(request, maxBytes)
  if (!parsed.ok) return parsed
  const body = parsed.value
  const method = own(body, 'method')
  if (typeof method !== 'string') return accept({ body })
  if (!methods.has(method) && !method.startsWith('notifications/')) {
    return refuse(rpcError(404, ProtocolErrorCode.MethodNotFound, 'Method not found', idOf(body)))
  }
  if (method !== 'tools/call') return accept({ body })
  const params = own(body, 'params')
  const name = isObject(params) ? own(params, 'name') : undefined
  if (!isObject(params) || typeof name !== 'string') return accept({ body })
  return accept({ body, toolCall: { name, arguments: own(params, 'arguments') } })
}

async function parseBody(
  { body }: McpRequest,
  maxBytes: number,
): Promise<Result<JsonObject, Response>> {
  if (body.kind === 'parsed') {
    const { value } = body
    return isObject(value) && !isDeeper(value, maxDepth)
      ? accept(value)
      : refuse(unreadable(Array.isArray(value)))
  }
  const text = await body.read(maxBytes)
  if (text === undefined) {
    return refuse(
      rpcError(413, ProtocolErrorCode.InvalidRequest, `send no more than ${maxBytes} bytes`),
    )
  }
  const value = parseStrictJsonObject(text, maxDepth)
  return value === undefined ? refuse(unreadable(/^\s*\[/.test(text))) : accept(value)
}

/** Security: level by level, as a stack would overflow. Whatever recurses comes later. */
function isDeeper(value: unknown, maxLevels: number): boolean {
  let level = [value]
  for (let depth = 0; depth <= maxLevels; depth += 1) {
    const open = level.filter((part) => typeof part === 'object' && part !== null)
    if (open.length === 0) return false
    level = open.flatMap((part) => Object.values(part))
  }
  return true
}

/** Security: of two calls in one request, the answer and its status could speak of one alone. */
function unreadable(isBatch: boolean): Response {
  return isBatch
    ? rpcError(400, ProtocolErrorCode.InvalidRequest, 'send one message a request, not a batch')
    : rpcError(400, ProtocolErrorCode.ParseError, 'send one JSON object without repeated names')
}

function idOf(body: JsonObject): string | number | null {
  const id = own(body, 'id')
  return typeof id === 'string' || typeof id === 'number' ? id : null
}

function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
