import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A client's web site on a free port: says what it was called with. */
export async function startSite(host: string) {
  const server = createServer((req, res) => {
    res.setHeader('content-type', 'text/plain')
    res.end(`arrived ${req.url}`)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
