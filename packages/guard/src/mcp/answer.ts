import { ProtocolErrorCode } from '@modelcontextprotocol/server'
import { mergeHeader } from '../answers/merge-header.ts'
import type { Answer, AnswerHeaders } from '../verdict.ts'

/** A whole answer of the guard's, as a web response. */
export function answerResponse({ status, headers, body }: Answer): Response {
  if (body === '') return addHeaders(new Response(null, { status }), headers)
  const length = ['content-length', String(Buffer.byteLength(body))] as const
  return addHeaders(new Response(body, { status }), [...headers, length])
}

/** The same response with more headers. */
export function addHeaders(response: Response, more: AnswerHeaders): Response {
  const { status, statusText, body } = response
  const headers = new Headers(response.headers)
  // The SDK says `keep-alive` of streams, which is the host's to say.
  headers.delete('connection')
  for (const [name, value] of [...always, ...more]) {
    headers.set(name, mergeHeader(name, value, headers.get(name) ?? undefined))
  }
  return new Response(body, { status, statusText, headers })
}

const always: AnswerHeaders = [
  ['cache-control', 'no-store'],
  ['x-content-type-options', 'nosniff'],
]

/** An error of JSON-RPC. It repeats nothing of the request but its id. */
export function rpcError(
  status: number,
  code: number,
  message: string,
  id: string | number | null = null,
): Response {
  return answerResponse({
    status,
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }),
  })
}

/** There are no sessions, so there is no stream to `GET` and nothing to `DELETE`. */
export function methodNotAllowed(): Response {
  const response = rpcError(405, ProtocolErrorCode.InvalidRequest, 'send POST')
  response.headers.set('allow', 'POST')
  return response
}

export function failed(): Response {
  return rpcError(500, ProtocolErrorCode.InternalError, 'Internal error')
}
