import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { ownRedis, ownServersSkip } from '../test/support/servers/own-servers.ts'

const skip = ownServersSkip()

test('a Redis of its own keeps what it acknowledged when it is killed', { skip }, async (t) => {
  const server = await ownRedis(t)
  const redis = new Redis(server.url, { retryStrategy: () => 20 })
  redis.on('error', () => {})
  t.after(() => redis.disconnect())
  await redis.set('door', 'open')
  await server.kill()
  await server.start()
  assert.equal(await redis.get('door'), 'open')
  await server.restart()
  assert.equal(await redis.get('door'), 'open')
  await server.pause()
  const answer = redis.get('door')
  assert.equal(await Promise.race([answer, wait(100, 'nothing')]), 'nothing')
  await server.resume()
  assert.equal(await answer, 'open')
  const stranger = new Redis(server.url.replace(/:[^:]+@/, ''), { lazyConnect: true })
  stranger.on('error', () => {})
  t.after(() => stranger.disconnect())
  await assert.rejects(stranger.get('door'), /NOAUTH/)
})
