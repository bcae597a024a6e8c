import { connect, createServer, type Server, type Socket } from 'node:net'

/** One address before many nodes, as a load balancer is: each connection goes to the next node. */
export interface Balancer {
  readonly url: string
  /** Ports of the nodes, in the order of their turns; a node that does not listen is passed over. */
  ports: readonly number[]
  stop(): Promise<void>
}

/** Listens on a free port of loopback; every connection that is accepted is piped to one node. */
export async function startBalancer(): Promise<Balancer> {
  const open = new Set<Socket>()
  let turn = 0
  const keep = (socket: Socket) => {
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => open.delete(socket))
  }

  function pass(socket: Socket, tries: number): void {
    const port = balancer.ports[turn++ % Math.max(1, balancer.ports.length)]
    if (port === undefined || tries === 0) {
      socket.destroy()
      return
    }
    const node = connect(port, '127.0.0.1')
    const tryNext = () => pass(socket, tries - 1)
    node.once('error', tryNext)
    node.once('connect', () => {
      node.off('error', tryNext)
      keep(node)
      socket.pipe(node).pipe(socket)
      node.once('close', () => socket.destroy())
      socket.once('close', () => node.destroy())
    })
  }

  const server: Server = createServer((socket) => {
    keep(socket)
    pass(socket, balancer.ports.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the balancer has no port')
  const balancer: Balancer = {
    url: `http://127.0.0.1:${address.port}`,
    ports: [],
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
  return balancer
}
