import { type Figure, median } from '../rounds.ts'
import { startScaledServers } from '../scaled-servers.ts'
import { familyBytes } from './family-bytes.ts'
import { type RefreshingClients, type RefreshTimes, refreshingClients } from './refresh-in-turn.ts'
import { startOurs } from './start-ours.ts'
import { startPeer } from './start-peer.ts'

const rounds = 9
const refreshesARound = 20

/**
 * Refreshes over HTTP on loopback, servers and clients in this one process: Sallyport embedded and on Redis
 * and PostgreSQL, beside `oidc-provider`, which keeps nothing but in memory. And what a family costs.
 */
export async function* benchTokens(): AsyncGenerator<Figure> {
  const scaled = await startScaledServers()
  try {
    for (const clients of [1, 16]) yield* refreshBeside(clients, scaled?.store)
    yield* familyBytes(scaled?.redis)
  } finally {
    await scaled?.stop()
  }
}

async function* refreshBeside(clients: number, scaled?: object): AsyncGenerator<Figure> {
  const servers = [
    await startOurs('sallyport, SQLite in memory', { sqlite: ':memory:' }, clients),
    await startPeer(clients),
    ...(scaled === undefined
      ? []
      : [await startOurs('sallyport, Redis and PostgreSQL', scaled, clients)]),
  ]
  const all = servers.map(refreshingClients)
  for (const one of all) await one.refresh(refreshesARound)
  const seen = new Map<RefreshingClients, RefreshTimes[]>(all.map((one) => [one, []]))
  for (let round = 0; round < rounds; round++) {
    for (const one of all) seen.get(one)?.push(await one.refresh(refreshesARound))
  }
  const name = `refresh, ${clients} at once`
  for (const [{ subject }, times] of seen) {
    const rates = times.map(({ latencies, tookMs }) => (latencies.length / tookMs) * 1000)
    yield { name, subject, value: median(rates), unit: 'a second' }
    const latencies = times.flatMap((time) => time.latencies).sort((a, b) => a - b)
    const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN
    yield { name: `${name}: median`, subject, value: at(0.5), unit: 'ms' }
    yield { name: `${name}: 99th percentile`, subject, value: at(0.99), unit: 'ms' }
  }
  for (const one of all) one.stop()
  for (const server of servers) await server.stop()
}
