import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OpenStore, onStore } from './on-store.ts'
import {
  idleSeconds,
  revokedTargets,
  sampleClient,
  sampleSession,
  sampleUser,
  start,
  startFamily,
} from './samples.ts'

export function userContract(openStore: OpenStore): void {
  test(
    'a user is found by sub and by username exactly as saved, and nobody else is',
    onStore(openStore, async (store) => {
      const alice = sampleUser()
      assert.equal(await store.users.save(alice), 'saved')
      assert.deepEqual(await store.users.findBySub('user-alice'), alice)
      assert.deepEqual(await store.users.findByUsername('alice'), alice)
      assert.equal(await store.users.findBySub('alice'), undefined)
      assert.equal(await store.users.findByUsername('Alice'), undefined)
      assert.equal(await store.users.findByUsername(''), undefined)
    }),
  )

  test(
    'absent facts of a user stay absent, and empty lists stay empty',
    onStore(openStore, async (store) => {
      const { passwordHash: _hash, department: _department, ...rest } = sampleUser({ roles: [] })
      await store.users.save(rest)
      const found = await store.users.findBySub(rest.sub)
      assert.deepEqual(found, rest)
      assert.equal(found !== undefined && Object.hasOwn(found, 'passwordHash'), false)
      assert.equal(found !== undefined && Object.hasOwn(found, 'department'), false)
    }),
  )

  test(
    'saving a sub again replaces all of its record, also the username',
    onStore(openStore, async (store) => {
      await store.users.save(sampleUser())
      const { department: _department, ...renamed } = sampleUser({ username: 'alice.b' })
      assert.equal(await store.users.save({ ...renamed, status: 'disabled' }), 'saved')
      assert.deepEqual(await store.users.findBySub('user-alice'), {
        ...renamed,
        status: 'disabled',
      })
      assert.equal(await store.users.findByUsername('alice'), undefined)
    }),
  )

  test(
    'a username that another user has is a conflict and changes nothing',
    onStore(openStore, async (store) => {
      await store.users.save(sampleUser())
      const other = sampleUser({ sub: 'user-other', roles: ['admin'] })
      assert.equal(await store.users.save(other), 'conflict')
      assert.equal(await store.users.findBySub('user-other'), undefined)
      assert.deepEqual(await store.users.findByUsername('alice'), sampleUser())
      assert.equal(await store.users.save({ ...other, username: 'other' }), 'saved')
    }),
  )

  test(
    'BCP-07 a user whose sub equals a client id is a conflict',
    onStore(openStore, async (store) => {
      await store.clients.save(sampleClient({ client_id: 'twin' }))
      assert.equal(await store.users.save(sampleUser({ sub: 'twin' })), 'conflict')
      assert.equal(await store.users.findBySub('twin'), undefined)
      assert.equal(await store.users.save(sampleUser({ sub: 'not-twin' })), 'saved')
    }),
  )

  test(
    'BCP-07 of a user and a client that take one name at once exactly one is saved',
    onStore(openStore, async (store) => {
      const answers = await Promise.all([
        store.users.save(sampleUser({ sub: 'twin' })),
        store.clients.save(sampleClient({ client_id: 'twin' })),
      ])
      assert.deepEqual([...answers].sort(), ['conflict', 'saved'])
    }),
  )

  test(
    'of 50 users who take one username at once exactly one is saved',
    onStore(openStore, async (store) => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) => store.users.save(sampleUser({ sub: `user-${i}` }))),
      )
      assert.equal(answers.filter((answer) => answer === 'saved').length, 1)
      assert.equal((await store.users.list()).length, 1)
    }),
  )

  test(
    'users are listed by username',
    onStore(openStore, async (store) => {
      assert.deepEqual(await store.users.list(), [])
      for (const username of ['carol', 'alice', 'bob']) {
        await store.users.save(sampleUser({ sub: `user-${username}`, username }))
      }
      const names = (await store.users.list()).map((user) => user.username)
      assert.deepEqual(names, ['alice', 'bob', 'carol'])
    }),
  )

  test(
    'names are kept byte for byte, whatever they look like',
    onStore(openStore, async (store) => {
      for (const username of [
        "x'; drop table users; --",
        '__proto__',
        'ünïcode',
        '用户',
        '%',
        '_',
      ]) {
        const user = sampleUser({ sub: `sub of ${username}`, username, roles: [username] })
        assert.equal(await store.users.save(user), 'saved')
        assert.deepEqual(await store.users.findByUsername(username), user)
      }
    }),
  )

  test(
    'a user is saved and what they hold ends in one step, or neither',
    onStore(openStore, async (store) => {
      await startFamily(store)
      await store.sessions.save(sampleSession())
      const disabled = sampleUser({ status: 'disabled' })
      const now = start + 1
      assert.equal(await store.users.saveAndRevoke(disabled, now), 'saved')
      assert.deepEqual(await store.users.findBySub('user-alice'), disabled)
      assert.deepEqual(await revokedTargets(store), [{ kind: 'subject', id: 'user-alice' }])
      assert.equal((await store.grants.find('grant-1'))?.status, 'dead')
      const { digest } = sampleSession()
      assert.equal(await store.sessions.touch(digest, start + 1, idleSeconds), undefined)

      const twin = sampleUser({ sub: 'user-twin' })
      assert.equal(await store.users.saveAndRevoke(twin, now), 'conflict')
      assert.equal((await revokedTargets(store)).length, 1)
    }),
  )

  test(
    'a password is changed only from the one that was proved, of an active user, 20 at once included',
    onStore(openStore, async (store) => {
      await store.users.save(sampleUser({ passwordHash: 'old' }))
      const change = (from: string, to: string) =>
        store.users.changePassword({
          sub: 'user-alice',
          from,
          to,
          now: start + 1,
        })
      assert.equal(await change('another', 'new'), false)
      assert.deepEqual(await revokedTargets(store), [])
      const tries = Array.from({ length: 20 }, (_, i) => change('old', `new-${i}`))
      assert.equal((await Promise.all(tries)).filter(Boolean).length, 1)
      assert.deepEqual(await revokedTargets(store), [{ kind: 'subject', id: 'user-alice' }])
      const changed = await store.users.findBySub('user-alice')
      assert.match(changed?.passwordHash ?? '', /^new-/)
      assert.equal(changed?.updatedAt, start + 1)

      await store.users.save(sampleUser({ passwordHash: 'old', status: 'disabled' }))
      assert.equal(await change('old', 'new'), false)
    }),
  )
}
