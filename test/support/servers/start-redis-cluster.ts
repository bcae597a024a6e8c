import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from './free-ports.ts'
import type { RunningServer } from './running-server.ts'
import { serverFolder } from './server-folder.ts'
import { redisUrl, startRedis } from './start-redis.ts'

const slots = 16_384
const nodeCount = 3

/**
 * Starts a Cluster of three masters; the address is a list with commas. The nodes are born knowing each
 * other, as after a restart, so that none has to be introduced. A Cluster takes two seconds to trust itself.
 */
export async function startRedisCluster(): Promise<RunningServer> {
  const ports = await freePorts(2 * nodeCount)
  const password = randomBytes(18).toString('hex')
  const nodes = Array.from({ length: nodeCount }, (_, i) => ({
    id: randomBytes(20).toString('hex'),
    folder: serverFolder('redis-cluster'),
    port: ports[i] ?? 0,
    busPort: ports[nodeCount + i] ?? 0,
    slots: `${Math.ceil((i * slots) / nodeCount)}-${Math.ceil(((i + 1) * slots) / nodeCount) - 1}`,
    epoch: i + 1,
  }))
  const started = await Promise.all(
    nodes.map((node) => {
      const map = nodes.map(
        (it) =>
          `${it.id} 127.0.0.1:${it.port}@${it.busPort} ${it === node ? 'myself,' : ''}master - 0 0 ` +
          `${it.epoch} connected ${it.slots}\n`,
      )
      writeFileSync(
        join(node.folder, 'nodes.conf'),
        `${map.join('')}vars currentEpoch ${nodeCount} lastVoteEpoch 0\n`,
        { mode: 0o600 },
      )
      return startRedis({
        folder: node.folder,
        port: node.port,
        password,
        data: 'forgotten',
        more: ['cluster-enabled yes', `cluster-port ${node.busPort}`, `masterauth ${password}`],
        ready: /Cluster state changed: ok/,
      })
    }),
  )
  return {
    url: nodes.map(({ port }) => redisUrl({ port, password })).join(','),
    close: async () => {
      await Promise.all(started.map((node) => node.remove()))
    },
  }
}
