import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '../../src/authority.ts'
import { endpointDocs } from '../../src/http/endpoint-docs.ts'
import { createBackChannel } from '../../src/logout/back-channel.ts'
import { createMetrics } from '../../src/metrics/metrics.ts'
import { createRevocations } from '../../src/revocations/revocations.ts'
import { openAuthority } from '../support/open-authority.ts'

test('every endpoint is described, with the methods it has, and no other', async (t) => {
  const bench = await openAuthority({
    registration: { initialAccessTokens: [], scope: [], grantTypes: [], unusedSeconds: 86_400 },
  })
  t.after(() => bench.close())
  const { options } = bench
  const revocations = createRevocations(options)
  t.after(() => revocations.stop())
  const table = endpoints(options, createBackChannel(options), createMetrics(options), revocations)
  const there = table.map(([path, byMethod]) => [path, Object.keys(byMethod).sort()])
  const described = Object.entries(endpointDocs).map(([path, { methods }]) => [
    path,
    [...methods].sort(),
  ])
  assert.deepEqual(there.sort(), described.sort())
})
