import type {
  ClientLedger,
  ClientMetadata,
  ClientRecord,
  ClientRegistration,
  ClientSecretRecord,
} from '../ledgers/client-ledger.ts'
import type { SqliteConnection } from './connection.ts'
import { type Row, readInteger, readJson, readWord } from './row.ts'

/** Registered clients in SQLite. */
export function createSqliteClientLedger(connection: SqliteConnection): ClientLedger {
  const userOfThatName = connection.prepare('select 1 from users where sub = ?')
  const save = connection.prepare(
    `insert into clients (client_id, origin, metadata, secrets, registration, status, created_at,
       updated_at)
     values (:clientId, :origin, :metadata, :secrets, :registration, :status, :createdAt,
       :updatedAt)
     on conflict (client_id) do update set origin = excluded.origin,
       metadata = excluded.metadata, secrets = excluded.secrets,
       registration = excluded.registration, status = excluded.status,
       created_at = excluded.created_at, updated_at = excluded.updated_at`,
  )
  const byId = connection.prepare('select * from clients where client_id = ?')
  const all = connection.prepare('select * from clients order by client_id')
  return {
    save: (client) =>
      connection.write(() => {
        if (userOfThatName.get(client.client_id) !== undefined) return 'conflict'
        const { origin, secrets, registration, status, createdAt, updatedAt, ...metadata } = client
        save.run({
          clientId: client.client_id,
          origin,
          metadata: JSON.stringify(metadata),
          secrets: JSON.stringify(secrets),
          registration: registration === undefined ? null : JSON.stringify(registration),
          status,
          createdAt,
          updatedAt,
        })
        return 'saved'
      }),
    find: (clientId) =>
      connection.read(() => {
        const row = byId.get(clientId)
        return row === undefined ? undefined : clientFrom(row)
      }),
    list: () => connection.read(() => Object.freeze(all.all().map(clientFrom))),
  }
}

function clientFrom(row: Row): ClientRecord {
  return Object.freeze({
    ...readJson<ClientMetadata>(row, 'metadata'),
    origin: readWord(row, 'origin', ['operator', 'registration', 'document']),
    secrets: readJson<readonly ClientSecretRecord[]>(row, 'secrets'),
    ...(row.registration === null
      ? {}
      : { registration: readJson<ClientRegistration>(row, 'registration') }),
    status: readWord(row, 'status', ['active', 'disabled']),
    createdAt: readInteger(row, 'created_at'),
    updatedAt: readInteger(row, 'updated_at'),
  })
}
