import type { IncomingMessage } from 'node:http'
import { type Peer, pairHeaders, type RawHeaders } from '@sallyport/protocol/peer'
import type { Context } from 'hono'
import { isForm } from '../node/read-request.ts'
import type { FrontRequest, GuardRequest } from '../verdict.ts'

/** What the transport knows of a request, and `Request` does not tell. */
export interface Transport {
  /** The other end of the connection. Never from a header that any caller can write. */
  readonly peer: Peer
  /**
   * Header pairs as received, duplicates included. Where the runtime has joined duplicates with commas,
   * `[...c.req.raw.headers]` will do: the guard takes no list for a credential.
   */
  readonly headers: RawHeaders
}

/**
 * Reads a request of Hono. `Request` hides duplicate headers and has no peer, so both come from Node's
 * message under `@hono/node-server`, and from `transport` elsewhere; throws where neither is there.
 */
export async function readHonoRequest(
  c: Context,
  transport: ((c: Context) => Transport) | undefined,
): Promise<GuardRequest> {
  const incoming = transport === undefined ? nodeMessage(c) : undefined
  const { peer, headers } = transport === undefined ? messageTransport(incoming) : transport(c)
  return {
    method: c.req.method,
    target: incoming?.url ?? targetOf(c),
    headers: checkPairs(headers),
    peer: checkPeer(peer),
    hasTokenInBody: isForm(headers) && (await hasTokenInParsedForm(c)),
  }
}

/** Reads what is looked at in front of the guard, for which no peer is needed. */
export function readFrontRequest(c: Context): FrontRequest {
  return { method: c.req.method, target: targetOf(c), headers: [...c.req.raw.headers] }
}

const advice = 'serve the app with `@hono/node-server`, or give `transport` to guard()'

function messageTransport(incoming: IncomingMessage | undefined): Transport {
  if (incoming === undefined) {
    throw new TypeError(`the request shows neither its peer nor its header pairs: ${advice}`)
  }
  return {
    peer: { address: incoming.socket.remoteAddress },
    headers: pairHeaders(incoming.rawHeaders),
  }
}

/** Node's message, which `@hono/node-server` hands on in the environment. */
function nodeMessage({ env }: Context): IncomingMessage | undefined {
  const bindings: unknown = env
  if (typeof bindings !== 'object' || bindings === null) return undefined
  return Object.hasOwn(bindings, 'incoming') && 'incoming' in bindings
    ? (bindings.incoming as IncomingMessage)
    : undefined
}

function checkPeer(peer: Peer | undefined): Peer {
  // Security: an address that was forgotten is not a transport that has none.
  if (typeof peer === 'object' && peer !== null && Object.hasOwn(peer, 'address')) return peer
  throw new TypeError(
    '`transport` must give `peer` with an `address`, undefined where there is none',
  )
}

function checkPairs(headers: RawHeaders | undefined): RawHeaders {
  if (Array.isArray(headers) && headers.every(isPair)) return headers
  throw new TypeError('`transport` must give `headers` as a list of name and value pairs')
}

function isPair(pair: unknown): boolean {
  return Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string')
}

function targetOf(c: Context): string {
  const { pathname, search } = new URL(c.req.url)
  return `${pathname}${search}`
}

/** Only where something has parsed the body before the guard: the guard itself never reads it. */
async function hasTokenInParsedForm({ req }: Context): Promise<boolean> {
  const { bodyCache } = req
  if (bodyCache.formData !== undefined) return (await bodyCache.formData).has('access_token')
  if (Object.keys(bodyCache).length === 0) return false
  return new URLSearchParams(await req.text()).has('access_token')
}
