import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Secret } from '@sallyport/protocol'
import { Redis } from 'ioredis'
import { freePorts } from '../../../test/support/servers/free-ports.ts'
import { ownServersSkip } from '../../../test/support/servers/own-servers.ts'
import { serverFolder } from '../../../test/support/servers/server-folder.ts'
import { redisUrl, startRedis } from '../../../test/support/servers/start-redis.ts'
import { parseRedisAddress } from '../src/redis/redis-address.ts'
import { connectRedis } from '../src/redis/redis-connection.ts'
import { redisScript } from '../src/redis/redis-script.ts'

const count = redisScript('count', `return redis.call('INCR', KEYS[1])`)
/** Done, and answered with more than the server lets a connection wait for: it hangs up instead. */
const countAndHangUp = redisScript(
  'count and hang up',
  `redis.call('INCR', KEYS[1]) return string.rep('x', 1000000)`,
)

test('in a Cluster a script whose answer is lost with the connection is never run again', {
  skip: ownServersSkip(),
}, async (t) => {
  const [port = 0, busPort = 0] = await freePorts(2)
  const password = randomBytes(18).toString('hex')
  const server = await startRedis({
    folder: serverFolder('redis-cluster'),
    port,
    password,
    data: 'forgotten',
    more: ['cluster-enabled yes', `cluster-port ${busPort}`, 'cluster-announce-ip 127.0.0.1'],
  })
  t.after(() => server.remove())
  const url = redisUrl({ port, password })
  const admin = new Redis(url)
  t.after(() => admin.disconnect())
  await admin.call('cluster', 'addslotsrange', '0', '16383')
  while (!String(await admin.call('cluster', 'info')).includes('cluster_state:ok')) await pause(20)
  const connection = connectRedis(parseRedisAddress([new Secret(url)]), () => {}, 3000)
  t.after(() => connection.close())
  const counted = async (key: string) => Number(await admin.get(key))

  // The control: with an answer.
  for (let tries = 0; (await counted('a')) === 0 && tries < 100; tries += 1) {
    await connection.run(count, ['a'], []).catch(() => pause(20))
  }
  assert.equal(await counted('a'), 1)
  await admin.config('SET', 'client-output-buffer-limit', 'normal 100000 100000 1')
  await admin.script('LOAD', countAndHangUp.text)
  await assert.rejects(connection.run(countAndHangUp, ['b'], []))
  await pause(500)
  assert.equal(await counted('b'), 1)
  // It goes on with a new connection.
  for (let tries = 0; (await counted('c')) === 0 && tries < 100; tries += 1) {
    await connection.run(count, ['c'], []).catch(() => pause(20))
  }
  assert.equal(await counted('c'), 1)
})
