import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, refusals, warnings } from '../../support/configurations.ts'

test('the store is a file, absolute or from the folder of the configuration, or memory', () => {
  const file = (sqlite: string) => accepted({ store: { sqlite } }).store.file
  assert.equal(file('../data/a.db'), '/etc/data/a.db')
  assert.equal(file('/var/a.db'), '/var/a.db')
  assert.equal(file(':memory:'), ':memory:')
})

test('durability is `power` in serve and `process` in dev, unless it is said', () => {
  const store = { sqlite: 'a.db' }
  assert.equal(accepted({ store }).store.durability, 'power')
  assert.equal(accepted({ store }, { command: 'dev' }).store.durability, 'process')
  const said = accepted({ store: { ...store, durability: 'power' } }, { command: 'dev' })
  assert.equal(said.store.durability, 'power')
  assert.deepEqual(refusals({ store: { ...store, durability: 'none' } }), [
    '`store.durability` must be `process` or `power`, not `none`',
  ])
})

test('a scaled store is refused with what to use until there is one, its URL not shown', () => {
  const store = { redis: 'redis://:canary@localhost', postgres: 'postgres://u:canary@localhost' }
  assert.deepEqual(refusals({ store }), [
    '`store.redis` is not available yet: use `sqlite`',
    '`store.postgres` is not available yet: use `sqlite`',
  ])
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
