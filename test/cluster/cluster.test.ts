import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeTokens } from '../end-to-end/support/take-tokens.ts'
import { raceRefreshes } from '../support/cluster/race-refreshes.ts'
import { refresh } from '../support/cluster/refresh.ts'
import { revokeEverywhere, statusAt } from '../support/cluster/revoke-everywhere.ts'
import { startCluster } from '../support/cluster/start-cluster.ts'
import { sharedServers, sharedServersSkip } from '../support/servers/shared-servers.ts'

test('REV-01 E02 two nodes and a guard on one Redis and PostgreSQL: one successor, and a revocation at one node is refused at the guard', {
  skip: sharedServersSkip(),
}, async (t) => {
  const servers = sharedServers()
  assert.ok(servers)
  const { redis, postgres } = servers
  const cluster = await startCluster(t, { redis, postgres, nodes: 2, guards: 1 })
  const [one = '', two = ''] = cluster.nodes.map(({ url }) => url)
  const [guard = ''] = cluster.guards.map(({ url }) => url)
  const { refreshToken } = await takeTokens(cluster, 'alice')

  const race = await raceRefreshes([one, two], refreshToken, 20)
  assert.equal(race.successors.size, 1)
  assert.deepEqual(race.others, [])

  const [successor = ''] = race.successors
  const mine = await refresh(two, successor)
  const other = await takeTokens(cluster, 'bob')
  assert.ok(mine.kind === 'refreshed')
  assert.equal(await statusAt(guard, mine.accessToken), 200)
  await revokeEverywhere(one, [guard], mine.accessToken)
  assert.equal(await statusAt(guard, other.accessToken), 200)
})
