import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@sallyport/protocol'
import { accepted, least, parse, refusals, warnings } from '../../support/configurations.ts'

/** The embedded store of a configuration that must be accepted. */
function embedded(...configuration: Parameters<typeof accepted>) {
  const { store } = accepted(...configuration)
  assert.ok(store.kind === 'sqlite')
  return store
}

test('the store is a file, absolute or from the folder of the configuration, or memory', () => {
  const file = (sqlite: string) => embedded({ store: { sqlite } }).file
  assert.equal(file('../data/a.db'), '/etc/data/a.db')
  assert.equal(file('/var/a.db'), '/var/a.db')
  assert.equal(file(':memory:'), ':memory:')
})

test('durability is `power` in serve and `process` in dev, unless it is said', () => {
  const store = { sqlite: 'a.db' }
  assert.equal(embedded({ store }).durability, 'power')
  assert.equal(embedded({ store }, { command: 'dev' }).durability, 'process')
  const said = embedded({ store: { ...store, durability: 'power' } }, { command: 'dev' })
  assert.equal(said.durability, 'power')
  assert.deepEqual(refusals({ store: { ...store, durability: 'none' } }), [
    '`store.durability` must be `process` or `power`, not `none`',
  ])
})

const redis = 'redis://:canary@redis.internal'
const postgres = 'postgres://u:canary@db.internal/sallyport'

test('a scaled store is Redis and PostgreSQL, their URLs kept as secrets', () => {
  const one = accepted({ store: { redis, postgres } }).store
  assert.ok(one.kind === 'scaled' && one.redis instanceof Secret)
  assert.equal(one.redis.reveal(), redis)
  assert.equal(one.postgres.reveal(), postgres)
  assert.ok(!JSON.stringify(one).includes('canary'))
  const env = { REDIS_URL: 'redis-sentinel://a:1,b:2/main', POSTGRES_URL: 'postgresql://db/x' }
  const named = { redis: { env: 'REDIS_URL' }, postgres: { env: 'POSTGRES_URL' } }
  assert.equal(accepted({ store: named }, { env }).store.kind, 'scaled')
  const nodes = accepted({ store: { redis: [redis, 'rediss://b'], postgres } }).store
  assert.equal(nodes.kind === 'scaled' && Array.isArray(nodes.redis) && nodes.redis.length, 2)
})

test('half a scaled store, a mixed one and a URL of something else are refused, none shown', () => {
  assert.match(refusals({ store: { redis } }).join(), /^`store.postgres` is required: /)
  assert.match(refusals({ store: { postgres } }).join(), /^`store.redis` is required: /)
  assert.deepEqual(refusals({ store: { redis, postgres, sqlite: 'a.db', durability: 'power' } }), [
    '`store.sqlite` means nothing beside `redis` and `postgres`; leave one of them out',
    '`store.durability` means nothing beside `redis` and `postgres`; leave one of them out',
  ])
  assert.deepEqual(refusals({ store: { redis: 'http://:canary@a', postgres: 'canary' } }), [
    '`store.redis` must be a URL that begins with `redis://` or `rediss://` or `redis-sentinel://`',
    '`store.postgres` must be a URL that begins with `postgres://` or `postgresql://`',
  ])
  assert.match(refusals({ store: { redis: [], postgres } }).join(), /^`store.redis` is empty/)
})

test('with a scaled store `dev` too wants a secret, the same on every node', () => {
  const store = { redis, postgres }
  const { secret: _secret, ...without } = least
  const inDev = parse({ ...without, store }, { command: 'dev' })
  assert.ok(!inDev.ok)
  assert.match(inDev.refusal[0]?.message ?? '', /^`secret` is required with `store.redis`/)
  assert.equal(accepted({ store }, { command: 'dev' }).store.kind, 'scaled')
})

test('a store without a file is refused', () => {
  assert.match(refusals({ store: {} }).join(), /^`store.sqlite` is required: /)
  assert.match(refusals({ store: { sqlite: '' } }).join(), /^`store.sqlite` is empty/)
  assert.match(refusals({ store: { sqlite: 'a\0b' } }).join(), /control character/)
  assert.deepEqual(refusals({ store: 'redis://:canary@localhost' }), [
    '`store` must be an object, not a text',
  ])
})

test('serve warns of a store that forgets, dev does not', () => {
  const store = { sqlite: ':memory:' }
  assert.match(warnings({ store }).join(), /^`store.sqlite` is `:memory:`: everything is forgotten/)
  assert.deepEqual(warnings({ store }, { command: 'dev' }), [])
})
