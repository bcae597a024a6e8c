import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  sharedServers,
  sharedServersSkip,
} from '../../../../test/support/servers/shared-servers.ts'
import { sampleCode, sampleRedemption, sampleRotation, start } from '../../src/contract/samples.ts'
import { createOutbox, type UserBlock } from '../../src/redis/outbox.ts'
import { createRevocationFeed } from '../../src/redis/revocation-feed.ts'
import { type HookedRedis, openHookedRedis } from '../support/hooked-redis.ts'
import { freshPrefix } from '../support/redis-with-sqlite.ts'

const block = { sub: 'user-alice', until: start + 100, now: start + 2 }
const reuse = sampleRotation(7, { blockUntil: block.until })
const grantTarget = { kind: 'grant', id: 'grant-1' }
const subjectTarget = { kind: 'subject', id: 'user-alice' }

describe('the outbox in Redis', { skip: sharedServersSkip('redis'), concurrency: true }, () => {
  // Also of tests that failed: an open connection would keep the process.
  after(() => close(...opened))

  test('what a reuse has to say is said once, wherever its node dies, and by any other node', async () => {
    // Before each command behind the script that ends the family.
    for (let at = 0; ; at += 1) {
      const prefix = freshPrefix()
      const dying = await open(prefix)
      await startFamily(dying)
      const didDie = await dieBehind(dying, 'rotate', at, () => dying.ledgers.grants.rotate(reuse))
      const blocks: UserBlock[] = []
      const other = await open(prefix, async (one) => {
        blocks.push(one)
      })
      await other.ledgers.deliverOutboxes()
      await other.ledgers.deliverOutboxes()
      const found = await other.ledgers.grants.find('grant-1')
      assert.equal(found?.endedBecause, 'refresh_token_reused')
      assert.deepEqual(await targetsIn(other), [grantTarget, subjectTarget], `died at ${at}`)
      // A block may come twice, and never not at all.
      const all = [...blocksOf(dying), ...blocks]
      assert.ok(all.length >= 1 && all.every((one) => one.until === block.until))
      assert.deepEqual(await waiting(other), 0)
      await close(dying, other)
      if (!didDie) return
    }
  })

  test('the revocation of a grant and a replayed code reach the feed though their node died', async () => {
    for (const [script, act] of [
      [
        'end grant',
        (redis: HookedRedis) =>
          redis.ledgers.revocations.revoke({
            target: { kind: 'grant', id: 'grant-1' },
            now: start + 2,
          }),
      ],
      ['redeem code', (redis: HookedRedis) => redis.ledgers.grants.redeemCode(sampleRedemption())],
    ] as const) {
      const prefix = freshPrefix()
      const dying = await open(prefix)
      await startFamily(dying)
      assert.equal(await dieBehind(dying, script, 1, () => act(dying)), true)
      const other = await open(prefix)
      assert.equal((await other.ledgers.grants.find('grant-1'))?.status, 'dead')
      await other.ledgers.deliverOutboxes()
      assert.deepEqual(await targetsIn(other), [grantTarget])
      await close(dying, other)
    }
  })

  test('many nodes that sweep at once deliver each revocation once', async () => {
    const prefix = freshPrefix()
    const nodes = await Promise.all(Array.from({ length: 5 }, () => open(prefix)))
    const [first] = nodes
    assert.ok(first)
    for (let i = 0; i < 20; i += 1) {
      const grantId = `grant-${i}`
      await startFamily(first, grantId)
      await dieBehind(first, 'rotate', 0, () =>
        first.ledgers.grants.rotate(sampleRotation(7, { grantId })),
      )
    }
    await Promise.all(nodes.map((node) => node.ledgers.deliverOutboxes()))
    const ids = (await targetsIn(first)).map((target) => ('id' in target ? target.id : ''))
    assert.deepEqual(ids.sort(), Array.from({ length: 20 }, (_, i) => `grant-${i}`).sort())
    await close(...nodes)
  })

  test('where the person cannot be blocked now the rotation answers, and the block comes later', async () => {
    let isAway = true
    const blocks: UserBlock[] = []
    const redis = await open(freshPrefix(), async (one) => {
      if (isAway) throw new Error('away')
      blocks.push(one)
    })
    await startFamily(redis)
    assert.equal((await redis.ledgers.grants.rotate(reuse)).kind, 'reused')
    assert.deepEqual(await targetsIn(redis), [grantTarget, subjectTarget])
    await redis.ledgers.deliverOutboxes()
    assert.equal(await waiting(redis), 1)
    isAway = false
    await redis.ledgers.deliverOutboxes()
    await redis.ledgers.deliverOutboxes()
    assert.deepEqual(blocks, [block])
    assert.deepEqual(await targetsIn(redis), [grantTarget, subjectTarget])
    await close(redis)
  })

  test('where one of its outboxes cannot be read a node looks into all others, and again', async (t) => {
    const redis = await open(freshPrefix())
    t.after(() => close(redis))
    await startFamily(redis)
    await dieBehind(redis, 'rotate', 0, () => redis.ledgers.grants.rotate(reuse))
    let isBroken = true
    const errors: unknown[] = []
    const outbox = createOutbox({
      connection: {
        ...redis.connection,
        call: async (name, ...words) => {
          if (isBroken && words[0] === redis.keys.outboxes[1]) throw new Error('its node is away')
          return redis.connection.call(name, ...words)
        },
      },
      keys: redis.keys,
      feed: createRevocationFeed(redis.connection, redis.keys),
      blockUser: async () => {},
      onError: (error) => errors.push(error),
    })
    assert.notEqual(redis.keys.grant('grant-1').outbox, redis.keys.outboxes[1])
    const seen = await outbox.sweep(() => true)
    assert.equal(seen.size, 3)
    assert.equal(errors.length, 1)
    await outbox.sweep((name) => !seen.has(name))
    assert.deepEqual(await targetsIn(redis), [grantTarget, subjectTarget])
    isBroken = false
    assert.equal((await outbox.sweep(() => false)).size, 0)
    assert.equal(errors.length, 2)
  })

  test('a revocation under a name that was delivered before changes nothing, another does', async () => {
    const redis = await open(freshPrefix())
    const { revocations } = redis.ledgers
    for (const target of [subjectTarget, grantTarget] as const) {
      const one = { target: target as never, now: start, delivery: `one ${target.kind}` }
      const first = await revocations.revoke(one)
      assert.deepEqual(await revocations.revoke(one), first)
      assert.notDeepEqual(await revocations.revoke({ ...one, delivery: 'other' }), first)
    }
    await close(redis)
  })

  test('all keys of a grant and of the device it waits for have one hash tag, of 256', async () => {
    const { keys, ...redis } = await open(freshPrefix())
    const tags = new Set<string>()
    const tagOf = (key: string) => /\{([^}]+)\}/.exec(key)?.[1] ?? ''
    for (let i = 0; i < 5000; i += 1) {
      const { record, outbox } = keys.grant(`grant-${i}`)
      const device = keys.device(`grant-${i}`, 'device')
      assert.equal(tagOf(record), tagOf(outbox))
      assert.equal(tagOf(record), tagOf(device))
      assert.ok(keys.outboxes.includes(outbox))
      assert.ok(!`${record}${outbox}${device}`.includes(`grant-${i}`))
      tags.add(tagOf(record))
    }
    assert.equal(tags.size, 256)
    await redis.ledgers.close()
  })
})

const opened: HookedRedis[] = []
const blocksSeen = new WeakMap<object, UserBlock[]>()

async function open(prefix: string, blockUser?: (block: UserBlock) => Promise<void>) {
  const blocks: UserBlock[] = []
  const note = async (one: UserBlock) => {
    blocks.push(one)
  }
  const redis = await openHookedRedis(sharedServers().redis, prefix, blockUser ?? note)
  opened.push(redis)
  blocksSeen.set(redis, blocks)
  return redis
}

function blocksOf(redis: HookedRedis): readonly UserBlock[] {
  return blocksSeen.get(redis) ?? []
}

async function startFamily({ ledgers }: HookedRedis, grantId = 'grant-1'): Promise<void> {
  await ledgers.grants.saveCode(sampleCode({ grantId }))
  await ledgers.grants.redeemCode(sampleRedemption({ grantId }))
}

/** Runs it, and lets the node die before command number `at` behind the script; false where it lived on. */
async function dieBehind(
  redis: HookedRedis,
  script: string,
  at: number,
  run: () => Promise<unknown>,
): Promise<boolean> {
  let behind = -1
  let isDead = false
  redis.before = async (name) => {
    if (behind < 0 && name !== script) return
    // The marks are read behind the script as well.
    if (isDead || behind === at) {
      isDead = true
      throw new Error('dead')
    }
    behind += 1
  }
  await run().catch(() => {})
  redis.before = async () => {}
  return isDead
}

async function targetsIn({ ledgers }: HookedRedis) {
  const targets = (await ledgers.revocations.since(0, 1000)).map(({ target }) => target)
  return targets.sort((a, b) => (a.kind < b.kind ? -1 : 1))
}

async function waiting({ connection, keys }: HookedRedis): Promise<number> {
  const lengths = await Promise.all(keys.outboxes.map((outbox) => connection.call('hlen', outbox)))
  return lengths.map(Number).reduce((sum, one) => sum + one, 0)
}

async function close(...nodes: readonly HookedRedis[]): Promise<void> {
  for (const node of nodes) {
    await node.ledgers.close()
  }
}
