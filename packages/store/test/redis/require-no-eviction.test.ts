import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RedisConnection } from '../../src/redis/redis-connection.ts'
import { requireNoEviction } from '../../src/redis/require-no-eviction.ts'

const keeps = '# Memory\r\nmaxmemory:1000\r\nmaxmemory_policy:noeviction\r\n'
const evicts = '# Memory\r\nmaxmemory:1000\r\nmaxmemory_policy:allkeys-lru\r\n'
const unlimited = '# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\n'

/** What real servers say is shown by the long tests; this, what no real one can be brought to say. */
function judge(texts: readonly string[]): Promise<void> {
  const unused = () => assert.fail('nothing else is asked')
  const connection: RedisConnection = {
    describe: async () => texts,
    call: unused,
    run: unused,
    inOrder: unused,
    forBlocking: unused,
    close: unused,
  }
  return requireNoEviction(connection)
}

test('every server must say that it throws nothing away', async () => {
  await judge([keeps])
  await judge([keeps, unlimited, keeps])
  for (const texts of [
    [],
    [''],
    [keeps, evicts],
    [keeps, '# Memory\r\nmaxmemory:1000\r\n'],
    ['# Memory\r\nmaxmemory_policy:\r\n'],
  ]) {
    await assert.rejects(judge(texts), /throws keys away when its memory is full/)
  }
})
