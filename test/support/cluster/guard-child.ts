import { createServer } from 'node:http'
import { guard } from '@sallyport/guard/node'
import { type GuardPorts, openConfiguration, openGuardPorts } from 'sallyport'

/**
 * A guarded API in a process of its own: `guard-child.ts FOLDER AUDIENCE [MAX_STALENESS_MS] [refuse|allow]
 * [API_SECRET]`. On the store of the configuration in the folder; with the secret of client `api` it shares
 * nothing but the authority's stream of revocations, and records nothing. Prints `guard PORT`, and on stderr
 * `stale` and `fresh` when that begins and is over; answers `{ ok, lagMs }`.
 */
const [folder = '', audience = '', maxStalenessMs = '5000', onStale = 'refuse', apiSecret] =
  process.argv.slice(2)

const { issuer, store } = await openConfiguration({ command: 'serve', folder })
const ports = await openPorts()
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

async function openPorts(): Promise<GuardPorts> {
  const settings = {
    maxStalenessMs: Number(maxStalenessMs),
    onStale: onStale === 'allow' ? 'allow' : 'refuse',
    onStaleness: ({ isStale }: { readonly isStale: boolean }) =>
      console.error(isStale ? 'stale' : 'fresh'),
  } as const
  if (apiSecret === undefined) return openGuardPorts({ store, ...settings })
  const authority = { issuer, clientId: 'api', clientSecret: apiSecret }
  const streamed = await openGuardPorts({ authority, ...settings })
  return { ...streamed, audit: { record: async () => {} } }
}
