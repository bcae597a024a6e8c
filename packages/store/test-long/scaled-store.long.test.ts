import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Secret } from '@sallyport/protocol'
import type { Store } from '@sallyport/store'
import { openScaledStore } from '@sallyport/store/scaled'
import { Redis } from 'ioredis'
import { ownPostgres, ownRedis, ownServersSkip } from '../../../test/support/servers/own-servers.ts'
import {
  idleSeconds,
  sampleClient,
  sampleEvent,
  sampleRotation,
  sampleSession,
  sampleUser,
  start,
  startFamily,
} from '../src/contract/samples.ts'
import { openAuditSpool } from '../src/redis/audit-spool.ts'
import { eventually, newSchema } from '../test/postgres/on-schema.ts'

const idsOf = async (store: Store) =>
  (await store.audit.since(0, 1000)).map(({ event }) => event.id)

test('the scaled store', { skip: ownServersSkip() }, async (whole) => {
  const postgres = await ownPostgres(whole)
  const redis = await ownRedis(whole)
  const passwords = [postgres, redis].map(({ url }) => new URL(url).password)

  function open(t: TestContext, name: string): Promise<Store> {
    return openScaledStore({
      redis: new Secret(redis.url),
      postgres: new Secret(postgres.url),
      prefix: `${name}:`,
      schema: name,
      poolSize: 5,
    }).then((store) => {
      t.after(() => store.close())
      return store
    })
  }

  await whole.test(
    'PostgreSQL stopped: what refreshing asks is answered from memory, the rest rejects in time',
    async (t) => {
      const store = await open(t, newSchema())
      const bob = sampleUser({ sub: 'user-bob', username: 'bob' })
      await store.users.save(sampleUser())
      await store.users.save(bob)
      await store.clients.save(sampleClient())
      await startFamily(store)
      for (const sub of ['user-alice', 'user-bob']) await store.users.findBySub(sub)
      await store.clients.find('reader')
      await store.keys.list()
      await postgres.kill()
      const began = performance.now()
      assert.deepEqual(await store.users.findBySub('user-alice'), sampleUser())
      assert.deepEqual(await store.clients.find('reader'), sampleClient())
      assert.deepEqual(await store.keys.list(), [])
      assert.equal((await store.grants.rotate(sampleRotation(0))).kind, 'rotated')
      await assert.rejects(store.users.findByUsername('alice'))
      await assert.rejects(store.users.findBySub('user-carol'))
      await assert.rejects(store.clients.list())
      // Whether this has reached PostgreSQL nobody knows: bob is known no longer.
      await assert.rejects(store.users.save({ ...bob, status: 'disabled' }))
      await assert.rejects(store.users.findBySub('user-bob'))
      assert.ok(performance.now() - began < 1000)
      await postgres.start()
      await eventually(async () => (await store.users.list().catch(() => [])).length === 2)
      assert.deepEqual(await store.users.findByUsername('alice'), sampleUser())
    },
  )

  await whole.test(
    'PostgreSQL stopped: audit events wait, and are in the log once and in order when it is back',
    async (t) => {
      const name = newSchema()
      const stores = [await open(t, name), await open(t, name)] as const
      await stores[0].audit.append([sampleEvent('before')])
      await postgres.kill()
      const during = Array.from({ length: 30 }, (_, i) => `during-${i}`)
      for (const [i, id] of during.entries()) {
        await stores[i % 2 === 0 ? 0 : 1].audit.append([
          sampleEvent(`${id}-a`),
          sampleEvent(`${id}-b`),
        ])
      }
      await postgres.start()
      const all = ['before', ...during.flatMap((id) => [`${id}-a`, `${id}-b`])]
      await eventually(async () => (await idsOf(stores[0]).catch(() => [])).length >= all.length)
      assert.deepEqual(await idsOf(stores[1]), all)
      await stores[0].audit.append([sampleEvent('after')])
      // A second relay of any node finds nothing more.
      await new Promise((resolve) => setTimeout(resolve, 1500))
      assert.deepEqual(await idsOf(stores[0]), [...all, 'after'])
    },
  )

  await whole.test(
    'an event that neither PostgreSQL nor Redis takes is refused, and so is one too many',
    async (t) => {
      const name = newSchema()
      const store = await open(t, name)
      const spool = openAuditSpool({
        url: new Secret(redis.url),
        prefix: `${name}full:`,
        onError: () => {},
        size: 2,
      })
      t.after(() => spool.close())
      await eventually(() =>
        spool.add([sampleEvent('1')]).then(
          () => true,
          () => false,
        ),
      )
      await spool.add([sampleEvent('2')])
      await assert.rejects(spool.add([sampleEvent('3')]), /full/)
      const drained: string[] = []
      await assert.rejects(
        spool.drain(() => Promise.reject(new Error('away'))),
        /away/,
      )
      await spool.drain(async (events) => {
        drained.push(...events.map(({ id }) => id))
      })
      assert.deepEqual(drained, ['1', '2'])
      await spool.add([sampleEvent('3')])

      await postgres.kill()
      await redis.kill()
      const began = performance.now()
      await assert.rejects(store.audit.append([sampleEvent('lost')]), (error: Error) => {
        for (const secret of ['lost', ...passwords])
          assert.equal(error.stack?.includes(secret), false)
        return true
      })
      assert.ok(performance.now() - began < 1000)
      await postgres.start()
      await redis.start()
      await eventually(async () => (await store.users.list().catch(() => undefined)) !== undefined)
      await store.audit.append([sampleEvent('kept')])
      assert.deepEqual(await idsOf(store), ['kept'])
    },
  )

  await whole.test(
    'Redis stopped: a user who is disabled meanwhile holds nothing more once it is back',
    async (t) => {
      const name = newSchema()
      const stores = [await open(t, name), await open(t, name)] as const
      const [store] = stores
      await store.users.save(sampleUser())
      await store.users.save(sampleUser({ sub: 'user-bob', username: 'bob' }))
      await startFamily(store)
      await startFamily(store, { grantId: 'grant-bob', subject: 'user-bob' })
      await store.sessions.save(sampleSession())
      await redis.kill()
      const began = performance.now()
      const disabled = sampleUser({ status: 'disabled' })
      await assert.rejects(store.users.saveAndRevoke(disabled, start + 5), /the change is kept/)
      assert.ok(performance.now() - began < 1000)
      assert.deepEqual(await stores[1].users.findBySub('user-alice'), disabled)
      await redis.start()
      const targets = async () =>
        (await store.revocations.since(0, 100).catch(() => [])).map(({ target }) => target)
      await eventually(async () => (await targets()).length > 0)
      assert.deepEqual(await targets(), [{ kind: 'subject', id: 'user-alice' }])
      assert.notEqual((await store.grants.rotate(sampleRotation(0))).kind, 'rotated')
      const { digest } = sampleSession()
      assert.equal(await store.sessions.touch(digest, start + 6, idleSeconds), undefined)
      const bobs = sampleRotation(0, { grantId: 'grant-bob' })
      assert.equal((await store.grants.rotate(bobs)).kind, 'rotated')
    },
  )

  await whole.test(
    'PostgreSQL stopped: a block that reuse has caused is kept and arrives once it is back',
    async (t) => {
      const store = await open(t, newSchema())
      await store.users.save(sampleUser())
      await store.users.findBySub('user-alice')
      await startFamily(store)
      await postgres.kill()
      const reuse = sampleRotation(7, { blockUntil: start + 3600 })
      assert.equal((await store.grants.rotate(reuse)).kind, 'reused')
      // This node knows that it does not know.
      await assert.rejects(store.users.findBySub('user-alice'))
      await postgres.start()
      const blocked = async () =>
        (await store.users.findBySub('user-alice').catch(() => undefined))?.blockedUntil
      await eventually(async () => (await blocked()) === start + 3600)
      assert.equal((await store.grants.find('grant-1'))?.status, 'dead')
    },
  )

  await whole.test('a Redis that forgets keys when it is full is not used', async (t) => {
    const { url } = redis
    const operator = new Redis(url)
    const setMemory = async (bytes: string, policy: string) => {
      await operator.config('SET', 'maxmemory', bytes)
      await operator.config('SET', 'maxmemory-policy', policy)
    }
    t.after(async () => {
      await setMemory('0', 'noeviction')
      await operator.quit()
    })
    for (const policy of ['volatile-lru', 'volatile-ttl', 'allkeys-lfu', 'allkeys-random']) {
      await setMemory('500mb', policy)
      await assert.rejects(open(t, newSchema()), (error: Error) => {
        assert.match(error.message, /`maxmemory-policy noeviction`/)
        assert.ok(error.message.includes(policy))
        return true
      })
    }
    // The controls: it refuses to write instead, or it has no limit and is never full.
    for (const [bytes, policy] of [
      ['500mb', 'noeviction'],
      ['0', 'allkeys-lru'],
    ] as const) {
      await setMemory(bytes, policy)
      const store = await open(t, newSchema())
      await startFamily(store)
      assert.equal((await store.grants.rotate(sampleRotation(0))).kind, 'rotated')
    }
  })

  await whole.test(
    'a Redis that may not say whether it forgets keys is not used, and the error says why',
    async (t) => {
      const operator = new Redis(redis.url)
      t.after(() => operator.quit())
      const as = (username: string) => {
        const url = new URL(redis.url)
        url.username = username
        url.password = 'hunter2'
        return openScaledStore({
          redis: new Secret(url.href),
          postgres: new Secret(postgres.url),
          schema: newSchema(),
        })
      }
      const rules = ['on', '>hunter2', '~*', '&*', '+@all'] as const
      await operator.acl('SETUSER', 'whole', ...rules)
      await (await as('whole')).close()
      await operator.acl('SETUSER', 'mute', ...rules, '-info')
      await assert.rejects(as('mute'), (error: Error) => {
        assert.match(error.message, /`info`/)
        assert.doesNotMatch(`${error.stack} ${error.cause}`, /hunter2/)
        return true
      })
    },
  )

  await whole.test(
    'a store that is not whole is not opened, and says nothing of an address',
    async () => {
      for (const changes of [
        { postgres: new Secret('postgres://u:hunter2@127.0.0.1:1/x') },
        { redis: new Secret('http://u:hunter2@127.0.0.1/') },
      ]) {
        const whole = { redis: new Secret(redis.url), postgres: new Secret(postgres.url) }
        await assert.rejects(openScaledStore({ ...whole, ...changes }), (error: Error) => {
          assert.doesNotMatch(`${error.stack} ${error.cause}`, /hunter2/)
          return true
        })
      }
    },
  )
})
