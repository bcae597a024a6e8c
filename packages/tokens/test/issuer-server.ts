import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jwks } from './forge-token.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** An issuer on loopback, whose every answer a test may replace. */
export interface IssuerServer {
  /** Its issuer identifier, path included. */
  readonly url: string
  readonly origin: string
  /** The path of every request, in order. */
  readonly requests: string[]
  keyFetches(): number
  /** Replaces the answer at a path. */
  answer(path: string, handler: Handler): void
  stop(): Promise<void>
}

const METADATA = '/.well-known/oauth-authorization-server'

/** Starts an issuer that publishes its metadata by RFC 8414, and the known keys at `/jwks`. */
export async function startIssuer(path = ''): Promise<IssuerServer> {
  const requests: string[] = []
  const handlers = new Map<string, Handler>()
  const server = createServer((request, response) => {
    const target = request.url ?? ''
    requests.push(target)
    const handler = handlers.get(target)
    if (handler !== undefined) return handler(request, response)
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const url = `${origin}${path}`
  handlers.set(`${METADATA}${path}`, json({ issuer: url, jwks_uri: `${origin}/jwks` }))
  handlers.set('/jwks', json(jwks))
  return {
    url,
    origin,
    requests,
    keyFetches: () => requests.filter((target) => target === '/jwks').length,
    answer: (at, handler) => {
      handlers.set(at, handler)
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers with a JSON document. */
export function json(document: unknown, type = 'application/json'): Handler {
  return (_, response) => {
    response.writeHead(200, { 'content-type': type }).end(JSON.stringify(document))
  }
}

/** Answers with a bare status. */
export function status(code: number, headers: Record<string, string> = {}): Handler {
  return (_, response) => {
    response.writeHead(code, headers).end()
  }
}
