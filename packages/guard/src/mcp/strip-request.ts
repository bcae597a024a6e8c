import type { McpRequest } from './request.ts'

const kept = ['accept', 'content-type']

/**
 * What the SDK, and with it every tool, sees of a request: no body, which it gets parsed, and the headers
 * of the protocol alone.
 * Security: tokens, cookies and headers such as `x-user-id` are left out rather than taken away, so that
 * one that we have never heard of does not get through.
 */
export function requestForSdk({ facts, signal }: McpRequest, audience: string): Request {
  const headers = new Headers()
  for (const [name, value] of facts.headers) {
    const lower = name.toLowerCase()
    if (kept.includes(lower) || lower.startsWith('mcp-')) headers.append(lower, value)
  }
  return new Request(audience, { method: 'POST', headers, signal })
}
