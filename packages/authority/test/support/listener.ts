import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import { createOutbound, type OutboundWorld } from '../../src/outbound/outbound.ts'
import type { OutboundTarget } from '../../src/outbound/target.ts'

/** A server on loopback that counts whoever knocks. */
interface TestListener {
  readonly port: number
  /** Connections so far, whether or not a request came. */
  readonly connections: () => number
  close(): Promise<void>
}

/** Listens on loopback; `answer` speaks HTTP. */
export function listenHttp(answer: RequestListener): Promise<TestListener> {
  const server = createServer(answer)
  return start(server, (onSocket) => server.on('connection', onSocket))
}

/** Listens on loopback; `answer` gets the socket and whatever it wants to do with it. */
export function listenTcp(answer: (socket: Socket) => void): Promise<TestListener> {
  const server = createTcpServer(answer)
  return start(server, (onSocket) => server.on('connection', onSocket))
}

async function start(
  server: ReturnType<typeof createTcpServer>,
  watch: (onSocket: (socket: Socket) => void) => void,
): Promise<TestListener> {
  const sockets = new Set<Socket>()
  let count = 0
  watch((socket) => {
    count += 1
    sockets.add(socket)
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => count,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An address of the public Internet to which no test ever connects. */
export const publicAddress = '93.184.215.14'

/**
 * An outbound whose DNS is a table and whose Internet is one listener on loopback: every connection goes
 * there, and `connected` notes which addresses it was meant for.
 */
export function outboundTo(
  listener: TestListener,
  names: Readonly<Record<string, readonly string[]>> = {},
  limits: Pick<OutboundWorld, 'timeoutMs' | 'maxConcurrent'> = {},
) {
  const connected: (readonly string[])[] = []
  const resolved: string[] = []
  const outbound = createOutbound({
    resolve: async (hostname) => {
      resolved.push(hostname)
      return new Map(Object.entries(names)).get(hostname) ?? [publicAddress]
    },
    connect: (_target: OutboundTarget, addresses) => {
      connected.push(addresses)
      return connect(listener.port, '127.0.0.1')
    },
    ...limits,
  })
  return { outbound, connected, resolved }
}
