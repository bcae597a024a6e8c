import pg from 'pg'
import { migrate } from '../../src/postgres/migrate.ts'

// The real migrations, or with a third word ones of which the second never ends.
const [url, schema, kind] = process.argv.slice(2)
const client = new pg.Client({ connectionString: url ?? '' })
await client.connect()
process.stdout.write('connected\n')
const endless = [
  'create table first (id integer)',
  'create table second (id integer); select pg_sleep(600)',
]
if (kind === 'endless') await migrate(client, schema ?? '', endless)
else await migrate(client, schema ?? '')
await client.end()
