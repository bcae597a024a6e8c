import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createRecorder } from '@sallyport/audit'
import { createPasswordHasher } from '@sallyport/authority'
import { secureRandom, settableClock } from '@sallyport/protocol'
import { slowStore } from '@sallyport/store/contract'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { applyConfiguredUsers } from '../../src/start/apply-configured-users.ts'
import { breakTable } from '../support/break-table.ts'
import { folderFor } from '../support/command-line.ts'
import { accepted } from '../support/configurations.ts'

const strong = 'correct horse battery staple'

/** A store, and starts of a server on it with these roles of alice's. */
async function servers(t: TestContext) {
  const file = join(await folderFor(t), 'sallyport.db')
  const store = openSqliteStore({ file, durability: 'process' })
  t.after(() => store.close())
  const clock = settableClock(Date.UTC(2026, 0, 2))
  const world = {
    store,
    passwords: createPasswordHasher(),
    recorder: createRecorder({ ledger: store.audit, clock }),
    clock,
    random: secureRandom,
    requestId: 'start',
  }
  const start = (roles: readonly string[], more: object = {}) => {
    const alice = { username: 'alice', sub: 'u1', password: strong, roles, ...more }
    return applyConfiguredUsers(accepted({ users: [alice] }), world)
  }
  const revoked = async () => (await store.revocations.since(0, 10)).map(({ target }) => target)
  return { file, store, clock, start, revoked }
}

test('changed roles revoke what was issued on the old ones, unchanged ones nothing', async (t) => {
  const { store, start, revoked } = await servers(t)
  await start(['admin'])
  await start(['admin'])
  assert.deepEqual(await revoked(), [])
  await start(['employee'])
  assert.deepEqual(await revoked(), [{ kind: 'subject', id: 'u1' }])
  assert.deepEqual((await store.users.findByUsername('alice'))?.roles, ['employee'])
})

test('a changed name or e-mail address is kept, and revokes nothing', async (t) => {
  const { store, start, revoked } = await servers(t)
  await start(['admin'])
  await start(['admin'], { name: 'Alice', email: 'alice@mail.example' })
  const { name, email } = (await store.users.findByUsername('alice')) ?? {}
  assert.deepEqual([name, email], ['Alice', 'alice@mail.example'])
  await start(['admin'], { name: 'Alice Adams' })
  assert.equal((await store.users.findByUsername('alice'))?.name, 'Alice Adams')
  assert.equal((await store.users.findByUsername('alice'))?.email, undefined)
  assert.deepEqual(await revoked(), [])
})

test('a start that dies between change and revocation leaves neither, and the next does both', async (t) => {
  const { file, store, start, revoked } = await servers(t)
  await start(['admin'])
  const repair = breakTable(file, 'revocations')
  await assert.rejects(start(['employee']), /broken for the test/)
  assert.deepEqual((await store.users.findByUsername('alice'))?.roles, ['admin'])
  repair()
  await start(['employee'])
  assert.deepEqual(await revoked(), [{ kind: 'subject', id: 'u1' }])
})

test('a start that cannot record a change does not make it, and the next does both', async (t) => {
  const { file, store, start } = await servers(t)
  await start(['admin'])
  const before = await store.audit.head()
  const repair = breakTable(file, 'audit_events')
  await assert.rejects(start(['employee']), /broken for the test/)
  assert.deepEqual((await store.users.findByUsername('alice'))?.roles, ['admin'])
  repair()
  await start(['employee'])
  const types = (await store.audit.since(before, 10)).map(({ event }) => event.type)
  assert.deepEqual(types, ['token.revoked', 'user.changed'])
})

test('nodes that start at once on an empty store make one user of each entry, and revoke nothing', async (t) => {
  const { store, clock, revoked } = await servers(t)
  const users = [
    { username: 'alice', password: strong },
    { username: 'bob', sub: 'b', password: strong },
  ]
  const configuration = accepted({ users })
  const node = (name: string) => {
    const slow = slowStore(store, 1)
    const recorder = createRecorder({ ledger: slow.audit, clock })
    const passwords = createPasswordHasher()
    return { store: slow, passwords, recorder, clock, random: secureRandom, requestId: name }
  }
  const starts = ['one', 'two', 'three'].map(async (name, i) => {
    await wait(i * 30)
    await applyConfiguredUsers(configuration, node(name))
  })
  await Promise.all(starts)
  assert.equal((await store.users.list()).length, 2)
  assert.deepEqual(await revoked(), [])
})
