import { isDeepStrictEqual } from 'node:util'
import type {
  ClientLedger,
  ClientMetadata,
  ClientRecord,
  ClientRegistration,
  ClientReplacement,
  ClientSecretRecord,
} from '../ledgers/client-ledger.ts'
import { type Row, readInteger, readJson, readText, readWord } from '../rows/row.ts'
import type { SqliteConnection } from './connection.ts'

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
  const forgetOrigins = connection.prepare('delete from client_origins where client_id = ?')
  const addOrigin = connection.prepare(
    'insert into client_origins (origin, client_id) values (?, ?) on conflict do nothing',
  )
  const byOrigin = connection.prepare(
    `select 1 from client_origins join clients using (client_id)
     where client_origins.origin = ? and status = 'active' limit 1`,
  )
  const noteUse = connection.prepare(
    `update clients set registration = json_set(registration, '$.expiresAt', :expiresAt)
     where client_id = :clientId and registration ->> '$.expiresAt' < :expiresAt`,
  )
  const remove = connection.prepare('delete from clients where client_id = ?')
  const expired = connection.prepare(
    `select client_id from clients
     where registration is not null and registration ->> '$.expiresAt' <= ?`,
  )

  function write(client: ClientRecord): void {
    const { origin, secrets, registration, status, createdAt, updatedAt, ...metadata } = client
    const clientId = client.client_id
    save.run({
      clientId,
      origin,
      metadata: JSON.stringify(metadata),
      secrets: JSON.stringify(secrets),
      registration: registration === undefined ? null : JSON.stringify(registration),
      status,
      createdAt,
      updatedAt,
    })
    forgetOrigins.run(clientId)
    for (const page of browserOrigins(client)) addOrigin.run(page, clientId)
  }

  function replaceRegistered(replacement: ClientReplacement): ClientRecord | undefined {
    const { metadata, tokenDigest, secret, now } = replacement
    const before = find(metadata.client_id)
    if (before?.registration?.tokenDigest !== tokenDigest || before.status !== 'active') {
      return undefined
    }
    const { origin, registration, status, createdAt } = before
    const live = before.secrets.filter(
      ({ expiresAt }) => expiresAt === undefined || now < expiresAt,
    )
    const needed = live.length === 0 && secret !== undefined ? [secret] : live
    const secrets = secret === undefined ? [] : needed
    write({ ...metadata, origin, secrets, registration, status, createdAt, updatedAt: now })
    return find(metadata.client_id)
  }

  function forget(clientId: string): void {
    forgetOrigins.run(clientId)
    remove.run(clientId)
  }

  function find(clientId: string): ClientRecord | undefined {
    const row = byId.get(clientId)
    return row === undefined ? undefined : clientFrom(row)
  }

  return {
    save: (client) =>
      connection.write(() => {
        if (userOfThatName.get(client.client_id) !== undefined) return 'conflict'
        write(client)
        return 'saved'
      }),
    find: (clientId) => connection.read(() => find(clientId)),
    list: () => connection.read(() => Object.freeze(all.all().map(clientFrom))),
    isBrowserOrigin: (origin) => connection.read(() => byOrigin.get(origin) !== undefined),
    replaceRegistered: (replacement) => connection.write(() => replaceRegistered(replacement)),
    replaceSecrets: ({ clientId, from, to, now }) =>
      connection.write(() => {
        const before = find(clientId)
        if (before === undefined || !isDeepStrictEqual(before.secrets, from)) return false
        write({ ...before, secrets: to, updatedAt: now })
        return true
      }),
    noteUse: (clientId, expiresAt) =>
      connection.write(() => {
        noteUse.run({ clientId, expiresAt })
      }),
    remove: (clientId) => connection.write(() => forget(clientId)),
    prune: (now) =>
      connection.write(() => {
        for (const row of expired.all(now)) forget(readText(row, 'client_id'))
      }),
  }
}

/** The web origins that a public client's pages have: those of its http and https redirect URIs. */
function browserOrigins(client: ClientRecord): ReadonlySet<string> {
  if (client.token_endpoint_auth_method !== 'none') return new Set()
  const urls = client.redirect_uris.map((uri) => new URL(uri))
  return new Set(urls.filter((url) => url.origin !== 'null').map((url) => url.origin))
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
