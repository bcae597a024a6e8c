import { createServer } from 'node:http'
import { guard } from '@sallyport/guard/node'
import { openConfiguration, openGuardPorts } from 'sallyport'

/**
 * A guarded API in a process of its own: `guard-child.ts FOLDER AUDIENCE [MAX_STALENESS_MS] [allow]`, on the
 * store of the configuration in the folder. Prints `guard PORT`; answers `{ ok, lagMs }`.
 */
const [folder = '', audience = '', maxStalenessMs = '5000', onStale = 'refuse'] =
  process.argv.slice(2)

const { issuer, store } = await openConfiguration({ command: 'serve', folder })
const ports = await openGuardPorts({
  store,
  maxStalenessMs: Number(maxStalenessMs),
  onStale: onStale === 'allow' ? 'allow' : 'refuse',
})
const { revocations, audit } = ports
const api = guard({ issuer, audience, revocations, audit, quota: false })
const readers = api.authorize({ scopes: ['read:documents'] })
const server = createServer((req, res) => {
  void readers(req, res, () => {
    res.writeHead(200, { 'content-type': 'application/json' })
    res.end(JSON.stringify({ ok: true, lagMs: revocations.lagMs() }))
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(`guard ${typeof address === 'object' ? address?.port : ''}`)
})
process.once('SIGTERM', async () => {
  server.close()
  server.closeAllConnections()
  await ports.close()
})
