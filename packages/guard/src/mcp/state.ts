import { hash } from 'node:crypto'
import { createRequestStateCodec, type RequestStateCodec } from '@modelcontextprotocol/server'
import type { Principal, Secret } from '@sallyport/protocol'
import type { ToolCall } from './ask.ts'

/** Ten minutes to answer what a tool asks. */
const lifetimeSeconds = 600

/**
 * How a tool's state travels through the client and back.
 * Security: a state is no authentication. It counts only from the principal and client that it was made
 * for (state handle hijacking), and only for the same tool and arguments, so that what a person has
 * confirmed for one thing is not confirmed for another. Arguments are compared as they came: of what a
 * schema makes of them, sets and maps would all look alike.
 */
export function createState(
  key: Secret<Uint8Array>,
  { tool, received }: ToolCall,
  { issuer, kind, subject, clientId }: Principal,
): RequestStateCodec {
  const holder = [issuer, kind, subject, clientId, tool.name]
  return createRequestStateCodec({
    key: key.reveal(),
    ttlSeconds: lifetimeSeconds,
    bind: () => JSON.stringify([...holder, hash('sha256', received, 'base64url')]),
  })
}
