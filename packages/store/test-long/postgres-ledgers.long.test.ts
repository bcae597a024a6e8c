import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Secret } from '@sallyport/protocol'
import { sharedServers, sharedServersSkip } from '../../../test/support/servers/shared-servers.ts'
import { sampleClient, sampleEvent, sampleUser, start } from '../src/contract/samples.ts'
import { openPostgresLedgers } from '../src/postgres/postgres-ledgers.ts'
import { connect, eventually, newSchema, openNode } from '../test/postgres/on-schema.ts'

const url = sharedServers().postgres

describe('ledgers in PostgreSQL', { skip: sharedServersSkip('postgres') }, () => {
  test('BCP-07 of 50 users and clients of one name, from two nodes at once, one is saved', async (t) => {
    const schema = newSchema()
    const nodes = [await openNode(t, url, schema), await openNode(t, url, schema)] as const
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => {
        const { users, clients } = nodes[i % 2 === 0 ? 0 : 1]
        return i % 4 < 2
          ? users.save(sampleUser({ sub: 'twin', username: `name-${i}` }))
          : clients.save(sampleClient({ client_id: 'twin' }))
      }),
    )
    const users = await nodes[0].users.list()
    const clients = await nodes[0].clients.list()
    assert.equal(users.length + clients.length, 1)
    // Those of the kind that came first replace one another.
    assert.equal(answers.filter((answer) => answer === 'conflict').length >= 24, true)
    assert.equal(await nodes[1].users.save(sampleUser({ sub: 'free', username: 'free' })), 'saved')
  })

  test('of 50 users who take one username on two nodes at once one is saved', async (t) => {
    const schema = newSchema()
    const nodes = [await openNode(t, url, schema), await openNode(t, url, schema)] as const
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        nodes[i % 2 === 0 ? 0 : 1].users.save(sampleUser({ sub: `user-${i}` })),
      ),
    )
    assert.equal(answers.filter((answer) => answer === 'saved').length, 1)
    assert.equal((await nodes[1].users.list()).length, 1)
  })

  test('users are listed by the bytes of their names, whatever the language of the database', async (t) => {
    const client = await connect(t, url)
    const database = `english_${newSchema()}`
    await client.query(
      `create database ${database} template template0 encoding 'UTF8' locale 'C'
         locale_provider icu icu_locale 'en-US'`,
    )
    const english = new URL(url)
    english.pathname = `/${database}`
    const ordered = await connect(t, english.href)
    const byDefault = await ordered.query(
      `select n from (values ('b'), ('B'), ('a')) v (n) order by n`,
    )
    assert.deepEqual(
      byDefault.rows.map(({ n }) => n),
      ['a', 'b', 'B'],
    )
    const node = await openNode(t, english.href, newSchema())
    for (const username of ['b', 'a', 'B', 'é', 'Z', '用', '_', '1']) {
      await node.users.save(sampleUser({ sub: username, username }))
    }
    const names = (await node.users.list()).map(({ username }) => username)
    assert.deepEqual(names, ['1', 'B', 'Z', '_', 'a', 'b', 'é', '用'])
    await node.close()
    await client.query(`drop database ${database} with (force)`)
  })

  test('whoever follows the audit log misses nothing of 50 appends at once on two nodes', async (t) => {
    const schema = newSchema()
    const nodes = [await openNode(t, url, schema), await openNode(t, url, schema)] as const
    const seen: string[] = []
    let position = 0
    let isOver = false
    const follow = async () => {
      for (const { event, position: at } of await nodes[0].audit.since(position, 7)) {
        assert.ok(at > position)
        position = at
        seen.push(event.id)
      }
    }
    const following = (async () => {
      while (!isOver) await follow()
    })()
    const ids = Array.from({ length: 50 }, (_, i) => `${i}`)
    await Promise.all(
      ids.map((id, i) =>
        nodes[i % 2 === 0 ? 0 : 1].audit.append([sampleEvent(`${id}-a`), sampleEvent(`${id}-b`)]),
      ),
    )
    isOver = true
    await following
    for (let i = 0; i < 20; i += 1) await follow()
    assert.deepEqual(seen.toSorted(), ids.flatMap((id) => [`${id}-a`, `${id}-b`]).toSorted())
    assert.equal(await nodes[1].audit.head(), position)
  })

  test('the audit log is not changed, removed or emptied, not even by hand; it is appended to', async (t) => {
    const schema = newSchema()
    const node = await openNode(t, url, schema)
    await node.audit.append([sampleEvent('a')])
    const client = await connect(t, url)
    for (const change of [
      `update ${schema}.audit_events set event = '{}'`,
      `delete from ${schema}.audit_events`,
      `truncate ${schema}.audit_events`,
    ]) {
      await assert.rejects(client.query(change), /append only/)
    }
    await node.audit.append([sampleEvent('b')])
    assert.equal((await node.audit.since(0, 10)).length, 2)
  })

  test('an event that is there already is left out of an append that may be repeated', async (t) => {
    const node = await openNode(t, url, newSchema())
    await node.audit.append([sampleEvent('a')])
    await node.audit.appendOnce([sampleEvent('a'), sampleEvent('b')])
    await assert.rejects(node.audit.append([sampleEvent('b')]), { code: '23505' })
    const ids = (await node.audit.since(0, 10)).map(({ event }) => event.id)
    assert.deepEqual(ids, ['a', 'b'])
  })

  test('a block holds until its end, is not extended, and does not come back once lifted', async (t) => {
    const node = await openNode(t, url, newSchema())
    await node.users.save(sampleUser())
    const block = { sub: 'user-alice', until: start + 100, now: start }
    const until = async () => (await node.users.findBySub('user-alice'))?.blockedUntil
    await node.users.block(block)
    await node.users.block(block)
    await node.users.block({ ...block, until: start + 500, now: start + 50 })
    assert.equal(await until(), start + 100)
    assert.equal(await node.users.unblock('user-alice', start + 60), true)
    assert.equal(await node.users.unblock('user-alice', start + 60), false)
    // Delivered a second time.
    await node.users.block(block)
    assert.equal(await until(), undefined)
    await node.users.block({ ...block, until: start + 200, now: start + 60 })
    assert.equal(await until(), start + 200)
    await node.users.block({ ...block, sub: 'nobody' })
  })

  test('a text with the character 0 is found by nobody, and is no failure', async (t) => {
    const node = await openNode(t, url, newSchema())
    await node.users.save(sampleUser())
    assert.equal(await node.users.findBySub('user-alice\0'), undefined)
    assert.equal(await node.users.findByUsername('\0'), undefined)
    assert.equal(await node.clients.find('\0'), undefined)
    assert.equal(await node.clients.isBrowserOrigin('\0'), false)
    assert.notEqual(await node.users.findBySub('user-alice'), undefined)
  })

  test('what ends tokens resolves after they have ended; where they cannot be, it is kept for later', async (t) => {
    const schema = newSchema()
    let isAway = true
    const ids: string[] = []
    const node = await openNode(t, url, schema, async ({ id }) => {
      if (isAway) throw new Error('away')
      ids.push(id)
    })
    const client = await connect(t, url)
    const waiting = async () => {
      const found = await client.query(`select id from ${schema}.pending_revocations`)
      return found.rows.map((row) => row.id)
    }
    const disabled = sampleUser({ status: 'disabled' })
    await assert.rejects(node.users.saveAndRevoke(disabled, start), /the change is kept/)
    assert.deepEqual(await node.users.findBySub('user-alice'), disabled)
    const [id] = await waiting()
    await assert.rejects(node.deliverPending())
    assert.equal((await waiting()).length, 1)
    isAway = false
    await eventually(async () => (await waiting()).length === 0, 3000)
    assert.deepEqual(ids, [id])
    // The control: nothing is left behind where all is well, and it is done when the call resolves.
    assert.equal(await node.users.saveAndRevoke(sampleUser(), start), 'saved')
    assert.equal(ids.length, 2)
    assert.deepEqual(await waiting(), [])
  })

  test('what a node that died has not delivered another one does, and one of several', async (t) => {
    const schema = newSchema()
    const dying = await openNode(t, url, schema, () => new Promise(() => {}))
    await dying.users.save(sampleUser({ passwordHash: 'old' }))
    // It dies between the commit and the answer of Redis: this never resolves.
    void dying.users.changePassword({ sub: 'user-alice', from: 'old', to: 'new', now: start })
    const others = [await openNode(t, url, schema), await openNode(t, url, schema)]
    const delivered = () => others.flatMap((node) => node.delivered)
    await eventually(() => delivered().length > 0)
    await Promise.all(others.map((node) => node.deliverPending()))
    const [only, ...more] = delivered()
    assert.deepEqual(more, [])
    assert.deepEqual(only?.target, { kind: 'subject', id: 'user-alice' })
    assert.equal(only?.now, start)
    assert.equal((await others[0]?.users.findBySub('user-alice'))?.passwordHash, 'new')
  })

  test('a pending revocation that nobody can read holds up none behind it, and is told', async (t) => {
    const schema = newSchema()
    const node = await openNode(t, url, schema)
    const client = await connect(t, url)
    await client.query(
      `insert into ${schema}.pending_revocations (id, kind, target_id, revoked_at, leased_until)
       values ('a', 'of tomorrow', 'x', 1, now()), ('b', 'subject', 'user-alice', 1, now())`,
    )
    await eventually(() => node.delivered.length > 0 && node.errors.length > 0, 3000)
    assert.deepEqual(node.delivered, [
      { id: 'b', target: { kind: 'subject', id: 'user-alice' }, now: 1 },
    ])
    const left = await client.query(`select id from ${schema}.pending_revocations`)
    assert.deepEqual(left.rows, [{ id: 'a' }])
  })

  test('a database that is busy is not away: it answers others', async (t) => {
    const schema = newSchema()
    const node = await openNode(t, url, schema)
    await node.users.save(sampleUser())
    const client = await connect(t, url)
    const nameOf = (call: Promise<unknown>) =>
      call.then(
        () => 'answered',
        (error: Error) => error.name,
      )
    // All connections but one wait for a lock; a crowd waits for that one, which answers all the time.
    await client.query('begin')
    await client.query(`lock table ${schema}.consents`)
    const held = Array.from({ length: 4 }, () => nameOf(node.consents.listBySubject('user-alice')))
    const crowd = Array.from({ length: 2000 }, () => nameOf(node.users.findBySub('user-alice')))
    const names = new Set(await Promise.all([...held, ...crowd]))
    assert.ok(names.has('PostgresBusy'), [...names].join())
    assert.ok(!names.has('PostgresAway'), [...names].join())
    await client.query('rollback')
    assert.equal(await nameOf(node.users.findBySub('user-alice')), 'answered')
  })

  test('addresses and schemas that cannot be are refused without showing a password', async () => {
    const deliver = async () => {}
    for (const [wrong, schema] of [
      ['not an address of hunter2', 'ok'],
      ['mysql://u:hunter2@127.0.0.1/x', 'ok'],
      ['postgres://u:hunter2@127.0.0.1:1/x', 'ok'],
      ['postgres://u:hunter2@127.0.0.1:99999/x', 'ok'],
      [url, 'Not"ok'],
    ] as const) {
      const opening = openPostgresLedgers({ url: new Secret(wrong), schema, deliver })
      await assert.rejects(opening, (error: Error) => {
        assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)} ${error.cause}`, /hunter2/)
        return true
      })
    }
  })
})
