import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { sampleUser } from '../../src/contract/samples.ts'
import { migrations } from '../../src/sqlite/migrations.ts'
import { startChild } from '../child.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const folder = temporaryFolder()
after(() => folder.remove())

const fileNamed = (name: string) => join(folder.path, `${name}.db`)
const open = (file: string) => openSqliteStore({ file, durability: 'process' })

test('an empty file gets the newest schema, and opening it again changes nothing', async () => {
  const file = fileNamed('new')
  const store = open(file)
  await store.users.save(sampleUser())
  await store.close()
  assert.equal(readPragma(file, 'user_version'), migrations.length)
  const again = open(file)
  assert.deepEqual(await again.users.findBySub('user-alice'), sampleUser())
  await again.close()
})

test('four processes that open one new file at once all find it whole', async () => {
  for (let round = 0; round < 2; round += 1) {
    const file = fileNamed(`raced-${round}`)
    const names = ['a', 'b', 'c', 'd']
    const children = names.map((name) => startChild('sqlite/opening-child.ts', [file, name]))
    await Promise.all(children.map((child) => child.nextLine()))
    for (const child of children) child.tell('open')
    const ends = await Promise.all(children.map((child) => child.ended()))
    assert.deepEqual(
      ends,
      names.map(() => ({ code: 0, errors: '' })),
    )
    const store = open(file)
    const events = await store.audit.since(0, 10)
    assert.deepEqual(events.map((one) => one.event.id).sort(), names)
    await store.close()
  }
})

test('a file of the first schema keeps its users, clients and grants', async () => {
  const file = fileNamed('first')
  const first = new DatabaseSync(file)
  first.exec(migrations[0] ?? '')
  first.exec(`
    pragma application_id = ${0x53_41_4c_59};
    pragma user_version = 1;
    insert into users values ('user-alice', 'alice', null, '["employee"]', null, '[]', 'active', 1, 2);
    insert into clients values
      ('web', 'Web', '["https://web.example/cb"]', '["authorization_code"]', 'client_secret_basic',
       'read', 'digest', 'active', 1, 2),
      ('native', null, '["com.example.app:/cb"]', '["authorization_code"]', 'none', '', null,
       'disabled', 3, 4),
      ('page', null, '["https://PAGE.example:443/cb","http://localhost:80?a=/b","https://b.example:8443"]',
       '["authorization_code"]', 'none', '', null, 'active', 3, 4);
    insert into grants (grant_id, client_id, subject, session_id, auth_time, amr, scope, resources,
      status, created_at, keep_until)
      values ('grant-1', 'web', 'user-alice', 'session-1', 1, '["pwd"]', '["read"]',
        '["https://api.example"]', 'live', 1, 9999);
  `)
  first.close()
  const store = open(file)
  assert.deepEqual(await store.clients.find('web'), {
    client_id: 'web',
    client_name: 'Web',
    redirect_uris: ['https://web.example/cb'],
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'client_secret_basic',
    scope: 'read',
    origin: 'operator',
    secrets: [{ digest: 'digest', createdAt: 1 }],
    status: 'active',
    createdAt: 1,
    updatedAt: 2,
  })
  const native = await store.clients.find('native')
  assert.deepEqual([native?.status, native?.secrets], ['disabled', []])
  assert.equal(native !== undefined && Object.hasOwn(native, 'client_name'), false)
  for (const origin of ['https://page.example', 'http://localhost', 'https://b.example:8443']) {
    assert.equal(await store.clients.isBrowserOrigin(origin), true, origin)
  }
  assert.equal(await store.clients.isBrowserOrigin('https://web.example'), false)
  assert.equal((await store.users.findByUsername('alice'))?.sub, 'user-alice')
  assert.equal((await store.grants.find('grant-1'))?.status, 'live')
  await store.close()
})

test('a file of a newer version is refused and left as it is', async () => {
  const file = fileNamed('newer')
  await open(file).close()
  writePragma(file, 'user_version', migrations.length + 1)
  assert.throws(() => open(file), /was written by a newer sallyport .*run the newer version/)
  assert.equal(readPragma(file, 'user_version'), migrations.length + 1)
  writePragma(file, 'user_version', migrations.length)
  await open(file).close()
})

test('a database of another program is refused and left as it is', async () => {
  const file = fileNamed('foreign')
  const foreign = new DatabaseSync(file)
  foreign.exec('create table theirs (a)')
  foreign.close()
  assert.throws(() => open(file), /is a database of another program/)
  const reopened = new DatabaseSync(file)
  const tables = reopened.prepare('select name from sqlite_schema').all()
  reopened.close()
  assert.deepEqual(
    tables.map((table) => table.name),
    ['theirs'],
  )
})

test('a migration that fails leaves nothing of itself', () => {
  const file = fileNamed('halfway')
  const database = new DatabaseSync(file)
  // The application id says that the file is ours; the table stands in the way of the first migration.
  database.exec(`pragma application_id = ${0x53_41_4c_59}; create table grants (a)`)
  database.close()
  assert.throws(() => open(file), /table grants already exists/)
  const reopened = new DatabaseSync(file)
  const tables = reopened.prepare('select name from sqlite_schema').all()
  reopened.close()
  assert.equal(tables.length, 1)
  assert.equal(readPragma(file, 'user_version'), 0)
})

function readPragma(file: string, name: string): unknown {
  const database = new DatabaseSync(file)
  const value = database.prepare(`pragma ${name}`).get()?.[name]
  database.close()
  return value
}

function writePragma(file: string, name: string, value: number): void {
  const database = new DatabaseSync(file)
  database.exec(`pragma ${name} = ${value}`)
  database.close()
}
