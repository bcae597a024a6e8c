import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { openSqliteStore } from '@sallyport/store/sqlite'
import {
  countKinds,
  sampleCode,
  sampleEvent,
  sampleRedemption,
  sampleRotation,
  sampleUser,
  startFamily,
} from '../../src/contract/samples.ts'
import { startChild } from '../child.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const folder = temporaryFolder()
after(() => folder.remove())

const fileNamed = (name: string) => join(folder.path, `${name}.db`)
const open = (file: string) => openSqliteStore({ file, durability: 'process' })

test('an empty file name and an unknown durability are misuse', () => {
  assert.throws(() => open(''), /`file` is empty; name a file or `:memory:`/)
  const durability: string = 'eventually'
  const options: unknown = { file: ':memory:', durability }
  assert.throws(
    () => openSqliteStore(options as Parameters<typeof openSqliteStore>[0]),
    /`durability` is `eventually`; use `process` or `power`/,
  )
})

test('P08 a code redeemed on one node is replayed on another, and a rotated token is reused', async () => {
  const file = fileNamed('nodes')
  const [one, other] = [open(file), open(file)]
  await one.grants.saveCode(sampleCode())
  assert.equal((await one.grants.redeemCode(sampleRedemption())).kind, 'redeemed')
  assert.equal((await other.grants.redeemCode(sampleRedemption())).kind, 'replayed')
  await startFamily(one, { grantId: 'grant-2' })
  const rotation = sampleRotation(0, { grantId: 'grant-2' })
  assert.equal((await other.grants.rotate(rotation)).kind, 'rotated')
  assert.equal((await one.grants.rotate(rotation)).kind, 'reused')
  await one.close()
  await other.close()
})

test('P08 of redemptions by three real processes at once exactly one succeeds for each code', async () => {
  const file = fileNamed('processes')
  const store = open(file)
  const grantIds = Array.from({ length: 20 }, (_, i) => `grant-${i}`)
  for (const grantId of grantIds) await store.grants.saveCode(sampleCode({ grantId }))
  const children = [1, 2, 3].map(() => startChild('sqlite/redeeming-child.ts', [file]))
  await Promise.all(children.map((child) => child.nextLine()))
  for (const child of children) child.tell(grantIds.join(' '))
  for (const child of children) assert.deepEqual(await child.ended(), { code: 0, errors: '' })
  const kinds = children.flatMap((child) => child.lines.slice(1)).map((kind) => ({ kind }))
  assert.deepEqual(
    new Map([...countKinds(kinds)].sort()),
    new Map([
      ['redeemed', 20],
      ['replayed', 40],
    ]),
  )
  await store.close()
})

test('the audit log refuses to change or to lose what was written', async () => {
  const file = fileNamed('append-only')
  const store = open(file)
  await store.audit.append([sampleEvent('a')])
  const database = new DatabaseSync(file)
  for (const statement of ['delete from audit_events', `update audit_events set event = '{}'`]) {
    assert.throws(() => database.exec(statement), /append only/, statement)
  }
  database.close()
  assert.equal((await store.audit.since(0, 10)).length, 1)
  await store.close()
})

test('a damaged row is a fault that names the column, not its content', async () => {
  const file = fileNamed('damaged')
  const store = open(file)
  await store.users.save(sampleUser())
  const database = new DatabaseSync(file)
  for (const [column, damage] of [
    ['roles', '[1]'],
    ['roles', '{}'],
    ['status', 'superuser'],
  ] as const) {
    database.prepare(`update users set ${column} = ?`).run(damage)
    await assert.rejects(store.users.findBySub('user-alice'), {
      message: `the store holds a row whose \`${column}\` is not what was written`,
    })
    await store.users.save(sampleUser())
    assert.deepEqual(await store.users.findBySub('user-alice'), sampleUser())
  }
  database.close()
  await store.close()
})

test('what cannot be written exactly is refused', async () => {
  const store = open(':memory:')
  for (const createdAt of [1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    await assert.rejects(store.users.save(sampleUser({ createdAt })))
  }
  assert.equal(await store.users.save(sampleUser()), 'saved')
  await store.close()
})

test('node prints no warning about its sqlite', async () => {
  const child = startChild('sqlite/opening-child.ts', [fileNamed('quiet'), 'a'])
  await child.nextLine()
  child.tell('open')
  assert.deepEqual(await child.ended(), { code: 0, errors: '' })
})
