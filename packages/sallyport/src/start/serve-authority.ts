import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Peer, pairHeaders, type RawHeaders } from '@sallyport/protocol/peer'
import type { ListenAddress } from '../configuration/configuration.ts'
import { describeListenError } from './describe-listen-error.ts'

/** A socket that answers. */
export interface Listener {
  /** `http://127.0.0.1:4000`. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** What answers there: the authority, and whatever stands in front of it. */
export interface Served {
  /** Never rejects. The peer is the transport's other end, the headers are as received. */
  fetch(
    request: Request,
    arrived: { readonly peer: Peer; readonly headers: RawHeaders },
  ): Promise<Response>
}

type AnyServer = HttpServer | HttpsServer

/**
 * Listens at an address; whoever connects waits for what is served, which is made once the ports are had
 * (the first may decide the issuer). Rejects with a message for the operator if the address cannot be had.
 */
export async function listen(address: ListenAddress, served: Promise<Served>): Promise<Listener> {
  const answerOne = getRequestListener(
    async (request, { incoming }) =>
      (await served).fetch(request, {
        peer: { address: incoming.socket.remoteAddress },
        headers: pairHeaders(incoming.rawHeaders),
      }),
    { overrideGlobalObjects: false },
  )
  const answer: RequestListener = (req, res) =>
    hasOneHost(req) ? answerOne(req, res) : refuseHosts(res)
  const server: AnyServer =
    address.tls === undefined
      ? createHttpServer(answer)
      : createHttpsServer({ cert: address.tls.cert, key: address.tls.key.reveal() }, answer)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: unknown) => reject(describeListenError(error, address))
    server.once('error', refuse)
    server.listen(address.port, address.host, () => {
      server.off('error', refuse)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return {
    url: `${address.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    port,
    close: () => closeServer(server, sockets),
  }
}

/**
 * Security: with two `Host` fields a proxy in front may have judged another one than we would read. Node
 * sees to it that there is one at all.
 * @see RFC 9112 §3.2
 */
function hasOneHost({ rawHeaders }: IncomingMessage): boolean {
  return pairHeaders(rawHeaders).filter(([name]) => name.toLowerCase() === 'host').length <= 1
}

function refuseHosts(response: ServerResponse): void {
  response.writeHead(400, { connection: 'close', 'content-type': 'application/json' })
  response.end('{"error":"invalid_request"}')
}

/** Answers what is under way, then hangs up, after two seconds in any case. */
async function closeServer(server: AnyServer, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const impatient = setTimeout(() => {
    for (const socket of sockets) socket.destroy()
  }, 2000)
  await closed
  clearTimeout(impatient)
}
