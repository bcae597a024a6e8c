import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Secret } from '@sallyport/protocol'
import { Redis } from 'ioredis'
import { ownRedis, ownServersSkip } from '../../../test/support/servers/own-servers.ts'
import {
  idleSeconds,
  sampleCode,
  sampleRedemption,
  sampleRotation,
  sampleSession,
  start,
} from '../src/contract/samples.ts'
import { openRedisLedgers, type RedisLedgers } from '../src/redis/redis-ledgers.ts'

const target = { kind: 'subject', id: 'user-bob' } as const

describe('a Redis that goes away', { skip: ownServersSkip(), concurrency: true }, () => {
  test('what was acknowledged is there after the server is killed and started again', async (t) => {
    const { server, ledgers } = await open(t)
    await startFamily(ledgers)
    await ledgers.sessions.save(sampleSession())
    await ledgers.grants.rotate(sampleRotation(0))
    const entry = await ledgers.revocations.revoke({ target, now: start })
    await server.kill()
    await server.start()
    await untilBack(ledgers)
    assert.equal((await ledgers.grants.find('grant-1'))?.family?.generation, 1)
    assert.deepEqual(await ledgers.revocations.since(0, 10), [entry])
    const { digest } = sampleSession()
    assert.notEqual(await ledgers.sessions.touch(digest, start, idleSeconds), undefined)
    const next = { after: entry.position, limit: 10, waitMs: 0 }
    assert.deepEqual(await ledgers.revocations.next(next), [])
    assert.equal((await ledgers.grants.rotate(sampleRotation(1))).kind, 'rotated')
  })

  for (const how of ['stop', 'pause'] as const) {
    const [verb, back] =
      how === 'stop' ? (['is stopped', 'start'] as const) : (['hangs', 'resume'] as const)
    test(`a server that ${verb} is refused within a second, and used again once it is back`, async (t) => {
      const { server, ledgers, errors } = await open(t)
      await startFamily(ledgers)
      await server[how]()
      for (const ask of [
        () => ledgers.grants.rotate(sampleRotation(0)),
        () => ledgers.sessions.save(sampleSession()),
        () => ledgers.revocations.next({ after: 1, limit: 1, waitMs: 5000 }),
        () => ledgers.revocations.revoke({ target, now: start }),
      ]) {
        const asked = performance.now()
        await assert.rejects(ask(), (error: Error) => {
          assert.ok(!JSON.stringify([error, error.message, error.cause]).includes(server.password))
          return true
        })
        assert.ok(performance.now() - asked < 1000, `${performance.now() - asked} ms`)
      }
      await server[back]()
      await untilBack(ledgers)
      const { kind } = await ledgers.grants.rotate(sampleRotation(0, { retrySeconds: 10 }))
      // What was sent to a server that hangs may have been done all the same.
      assert.ok(
        how === 'pause' ? ['rotated', 'reused', 'ended'].includes(kind) : kind === 'rotated',
      )
      assert.ok(!errors.join().includes(server.password))
    })
  }

  test('a follower that waits while the server loses its memory hears that all is lost', async (t) => {
    const { server, ledgers } = await open(t)
    await startFamily(ledgers)
    await ledgers.revocations.revoke({ target, now: start })
    const { position: after } = await ledgers.revocations.snapshot()
    const waiting = ledgers.revocations.next({ after, limit: 10, waitMs: 5000 })
    await pause(50)
    await flush(server.url)
    assert.equal(await waiting, 'lost')
    const anew = await ledgers.revocations.snapshot()
    assert.ok(anew.position > after)
    assert.deepEqual(anew.entries, [])
    const entry = await ledgers.revocations.revoke({ target, now: start + 1 })
    const rest = { limit: 10, waitMs: 0 }
    assert.equal(await ledgers.revocations.next({ after, ...rest }), 'lost')
    assert.deepEqual(await ledgers.revocations.next({ after: anew.position, ...rest }), [entry])
  })

  test('where the feed alone has lost its memory, what was made before it is dead', async (t) => {
    const { server, ledgers } = await open(t)
    await startFamily(ledgers)
    await ledgers.sessions.save(sampleSession())
    await flush(server.url, '*{feed}*')
    assert.equal((await ledgers.grants.find('grant-1'))?.endedBecause, 'revoked')
    assert.equal((await ledgers.grants.rotate(sampleRotation(0))).kind, 'ended')
    const { digest } = sampleSession()
    assert.equal(await ledgers.sessions.touch(digest, start, idleSeconds), undefined)
    await startFamily(ledgers, 'grant-2')
    const later = sampleRotation(0, { grantId: 'grant-2' })
    assert.equal((await ledgers.grants.rotate(later)).kind, 'rotated')
  })

  test('scripts that the server has forgotten are sent again', async (t) => {
    const { server, ledgers } = await open(t)
    await startFamily(ledgers)
    await onServer(server.url, (redis) => redis.script('FLUSH'))
    assert.equal((await ledgers.grants.rotate(sampleRotation(0))).kind, 'rotated')
  })
})

async function open(t: TestContext) {
  const own = await ownRedis(t)
  const errors: string[] = []
  const ledgers = await openRedisLedgers({
    url: new Secret(own.url),
    blockUser: async () => {},
    onError: (error) => errors.push(String(error), JSON.stringify(error)),
  })
  t.after(() => ledgers.close())
  return { server: Object.assign(own, { password: new URL(own.url).password }), ledgers, errors }
}

async function startFamily({ grants }: RedisLedgers, grantId = 'grant-1'): Promise<void> {
  await grants.saveCode(sampleCode({ grantId }))
  await grants.redeemCode(sampleRedemption({ grantId }))
}

async function untilBack({ revocations }: RedisLedgers): Promise<void> {
  const deadline = performance.now() + 10_000
  for (;;) {
    try {
      await revocations.since(0, 1)
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await pause(20)
    }
  }
}

/** Removes the keys that match, all by default. */
function flush(url: string, pattern = '*'): Promise<unknown> {
  return onServer(url, async (redis) => redis.del(...(await redis.keys(pattern))))
}

async function onServer(url: string, act: (redis: Redis) => Promise<unknown>): Promise<unknown> {
  const redis = new Redis(url)
  try {
    return await act(redis)
  } finally {
    redis.disconnect()
  }
}
