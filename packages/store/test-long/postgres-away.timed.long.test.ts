import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownPostgres, ownServersSkip } from '../../../test/support/servers/own-servers.ts'
import { sampleEvent, sampleUser, start } from '../src/contract/samples.ts'
import { eventually, newSchema, openNode } from '../test/postgres/on-schema.ts'

test('PostgreSQL stopped or frozen: every call rejects within a second, and goes on once it is back', {
  skip: ownServersSkip(),
}, async (t) => {
  const server = await ownPostgres(t)
  const { password } = new URL(server.url)
  const node = await openNode(t, server.url, newSchema())
  await node.users.save(sampleUser())
  const calls = () => [
    node.users.findBySub('user-alice'),
    node.users.saveAndRevoke(sampleUser(), start),
    node.clients.list(),
    node.keys.list(),
    node.audit.append([sampleEvent('a')]),
  ]
  for (const [leave, comeBack] of [
    [server.stop, server.start],
    [server.pause, server.resume],
  ] as const) {
    // So that there are connections to lose, lent out and idle.
    await Promise.all(Array.from({ length: 5 }, () => node.users.list()))
    await leave()
    for (let round = 0; round < 3; round += 1) {
      const began = performance.now()
      for (const answer of await Promise.allSettled(calls())) {
        assert.equal(answer.status, 'rejected')
        assert.equal(answer.status === 'rejected' && answer.reason.name, 'PostgresAway')
        assert.equal(answer.status === 'rejected' && answer.reason.stack.includes(password), false)
      }
      assert.ok(performance.now() - began < 1000, `${performance.now() - began} ms`)
    }
    await comeBack()
    await eventually(async () => (await node.users.list().catch(() => [])).length === 1)
  }
})
