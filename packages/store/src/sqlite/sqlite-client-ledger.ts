import type { ClientLedger, ClientRecord } from '../ledgers/client-ledger.ts'
import type { SqliteConnection } from './connection.ts'
import { type Row, readInteger, readText, readTextList, readTextOrNull, readWord } from './row.ts'

/** Registered clients in SQLite. */
export function createSqliteClientLedger(connection: SqliteConnection): ClientLedger {
  const userOfThatName = connection.prepare('select 1 from users where sub = ?')
  const save = connection.prepare(
    `insert into clients (client_id, client_name, redirect_uris, grant_types,
       token_endpoint_auth_method, scope, secret_digest, status, created_at, updated_at)
     values (:clientId, :clientName, :redirectUris, :grantTypes, :authMethod, :scope,
       :secretDigest, :status, :createdAt, :updatedAt)
     on conflict (client_id) do update set client_name = excluded.client_name,
       redirect_uris = excluded.redirect_uris, grant_types = excluded.grant_types,
       token_endpoint_auth_method = excluded.token_endpoint_auth_method, scope = excluded.scope,
       secret_digest = excluded.secret_digest, status = excluded.status,
       created_at = excluded.created_at, updated_at = excluded.updated_at`,
  )
  const byId = connection.prepare('select * from clients where client_id = ?')
  const all = connection.prepare('select * from clients order by client_id')
  return {
    save: (client) =>
      connection.write(() => {
        if (userOfThatName.get(client.client_id) !== undefined) return 'conflict'
        save.run({
          clientId: client.client_id,
          clientName: client.client_name ?? null,
          redirectUris: JSON.stringify(client.redirect_uris),
          grantTypes: JSON.stringify(client.grant_types),
          authMethod: client.token_endpoint_auth_method,
          scope: client.scope,
          secretDigest: client.secretDigest ?? null,
          status: client.status,
          createdAt: client.createdAt,
          updatedAt: client.updatedAt,
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
  const clientName = readTextOrNull(row, 'client_name')
  const secretDigest = readTextOrNull(row, 'secret_digest')
  return Object.freeze({
    client_id: readText(row, 'client_id'),
    ...(clientName === null ? {} : { client_name: clientName }),
    redirect_uris: readTextList(row, 'redirect_uris'),
    grant_types: readTextList(row, 'grant_types'),
    token_endpoint_auth_method: readWord(row, 'token_endpoint_auth_method', [
      'none',
      'client_secret_basic',
      'client_secret_post',
    ]),
    scope: readText(row, 'scope'),
    ...(secretDigest === null ? {} : { secretDigest }),
    status: readWord(row, 'status', ['active', 'disabled']),
    createdAt: readInteger(row, 'created_at'),
    updatedAt: readInteger(row, 'updated_at'),
  })
}
