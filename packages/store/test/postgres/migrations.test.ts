import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  sharedServers,
  sharedServersSkip,
} from '../../../../test/support/servers/shared-servers.ts'
import { sampleUser } from '../../src/contract/samples.ts'
import { migrate } from '../../src/postgres/migrate.ts'
import { migrations } from '../../src/postgres/migrations.ts'
import { startChild } from '../child.ts'
import { connect, eventually, newSchema, openNode } from './on-schema.ts'

const url = sharedServers().postgres

describe('migrations in PostgreSQL', { skip: sharedServersSkip('postgres') }, () => {
  test('ten nodes that start at once on an empty database all find one whole schema', async (t) => {
    const schema = newSchema()
    const nodes = await Promise.all(Array.from({ length: 10 }, () => openNode(t, url, schema)))
    assert.equal(await nodes[0]?.users.save(sampleUser()), 'saved')
    for (const node of nodes) assert.deepEqual(await node.users.list(), [sampleUser()])
    const client = await connect(t, url)
    const ran = await client.query(`select version from ${schema}.sallyport_migrations order by 1`)
    assert.deepEqual(
      ran.rows,
      migrations.map((_, i) => ({ version: i + 1 })),
    )
  })

  test('a schema of a newer version is refused and left as it is; of the same it is opened', async (t) => {
    const schema = newSchema()
    const node = await openNode(t, url, schema)
    await node.users.save(sampleUser())
    const client = await connect(t, url)
    const newer = migrations.length + 1
    await client.query(`insert into ${schema}.sallyport_migrations (version) values (${newer})`)
    await assert.rejects(openNode(t, url, schema), /written by a newer sallyport \(version \d/)
    await client.query(`delete from ${schema}.sallyport_migrations where version = ${newer}`)
    const again = await openNode(t, url, schema)
    assert.deepEqual(await again.users.list(), [sampleUser()])
  })

  test('a schema of another program is refused and left as it is', async (t) => {
    const schema = newSchema()
    const client = await connect(t, url)
    await client.query(`create schema ${schema}; create table ${schema}.users (name text)`)
    await assert.rejects(openNode(t, url, schema), /is of another program/)
    const tables = await client.query('select 1 from pg_tables where schemaname = $1', [schema])
    assert.equal(tables.rowCount, 1)
    // The control: an empty schema that somebody has made for us.
    const empty = newSchema()
    await client.query(`create schema ${empty}`)
    await openNode(t, url, empty)
  })

  test('a node killed in the middle of a migration leaves a version that the next goes on from', async (t) => {
    const schema = newSchema()
    const client = await connect(t, url)
    const child = startChild('postgres/migrating-child.ts', [url, schema, 'endless'])
    const sleeping = async () => {
      const found = await client.query(
        `select pid from pg_stat_activity where query like '%pg_sleep(600)%' and pid <> pg_backend_pid()`,
      )
      return found.rows[0]?.pid as number | undefined
    }
    await eventually(async () => (await sleeping()) !== undefined)
    child.process.kill('SIGKILL')
    await child.ended()
    // The server notices only when it has something to say: it is helped along.
    await client.query('select pg_terminate_backend($1)', [await sleeping()])
    const tables = async () => {
      const found = await client.query(
        'select tablename from pg_tables where schemaname = $1 order by 1',
        [schema],
      )
      return found.rows.map((row) => row.tablename)
    }
    await eventually(async () => (await sleeping()) === undefined)
    assert.deepEqual(await tables(), ['first', 'sallyport_migrations'])
    await migrate(client, schema, [
      'create table first (id integer)',
      'create table second (id integer)',
    ])
    assert.deepEqual(await tables(), ['first', 'sallyport_migrations', 'second'])
  })

  test('a migration that fails changes nothing, and the same one mended runs', async (t) => {
    const schema = newSchema()
    const client = await connect(t, url)
    await assert.rejects(migrate(client, schema, ['create table a (id integer); select 1 / 0']))
    const made = () => client.query('select 1 from pg_namespace where nspname = $1', [schema])
    assert.equal((await made()).rowCount, 0)
    await migrate(client, schema, ['create table a (id integer)'])
    assert.equal((await made()).rowCount, 1)
  })
})
