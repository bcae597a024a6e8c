import { isDeepStrictEqual } from 'node:util'
import type { Kysely, Transaction } from 'kysely'
import type {
  ClientLedger,
  ClientMetadata,
  ClientRecord,
  ClientReplacement,
  ClientSecretRecord,
} from '../ledgers/client-ledger.ts'
import {
  type Row,
  readInteger,
  readIntegerOrNull,
  readJson,
  readTextOrNull,
  readWord,
} from '../rows/row.ts'
import { isStorable, lock, type PostgresConnection } from './postgres-connection.ts'
import type { Tables } from './tables.ts'

/** Registered clients in PostgreSQL. */
export function createPostgresClientLedger(connection: PostgresConnection): ClientLedger {
  return {
    save: (client) =>
      connection.write(async (transaction) => {
        // Security: see the user ledger; both names are given under one lock (BCP-07).
        await lock(transaction, connection.schema, 'names')
        const user = await transaction
          .selectFrom('users')
          .select('sub')
          .where('sub', '=', client.client_id)
          .executeTakeFirst()
        if (user !== undefined) return 'conflict'
        await write(transaction, client)
        return 'saved'
      }),
    find: (clientId) =>
      connection.read(async (database) => {
        if (!isStorable(clientId)) return undefined
        const row = await select(database, clientId).executeTakeFirst()
        return row === undefined ? undefined : clientFrom(row)
      }),
    list: () =>
      connection.read(async (database) => {
        const rows = await database.selectFrom('clients').selectAll().orderBy('client_id').execute()
        return Object.freeze(rows.map(clientFrom))
      }),
    isBrowserOrigin: (origin) =>
      connection.read(async (database) => {
        if (!isStorable(origin)) return false
        const row = await database
          .selectFrom('client_origins')
          .innerJoin('clients', 'clients.client_id', 'client_origins.client_id')
          .select('clients.client_id')
          .where('client_origins.origin', '=', origin)
          .where('clients.status', '=', 'active')
          .limit(1)
          .executeTakeFirst()
        return row !== undefined
      }),
    replaceRegistered: (replacement) =>
      connection.write((transaction) => replaceRegistered(transaction, replacement)),
    replaceSecrets: ({ clientId, from, to, now }) =>
      connection.write(async (transaction) => {
        const before = await findToChange(transaction, clientId)
        if (before === undefined || !isDeepStrictEqual(before.secrets, from)) return false
        await write(transaction, { ...before, secrets: to, updatedAt: now })
        return true
      }),
    noteUse: async (clientId, expiresAt) => {
      await connection.read((database) =>
        database
          .updateTable('clients')
          .set({ registration_expires_at: expiresAt })
          .where('client_id', '=', clientId)
          .where('registration_expires_at', '<', expiresAt)
          .execute(),
      )
    },
    // Their origins go with them.
    remove: async (clientId) => {
      await connection.read((database) =>
        database.deleteFrom('clients').where('client_id', '=', clientId).execute(),
      )
    },
    prune: async (now) => {
      await connection.read((database) =>
        database.deleteFrom('clients').where('registration_expires_at', '<=', now).execute(),
      )
    },
  }
}

async function replaceRegistered(
  transaction: Transaction<Tables>,
  { metadata, tokenDigest, secret, now }: ClientReplacement,
): Promise<ClientRecord | undefined> {
  const before = await findToChange(transaction, metadata.client_id)
  if (before?.registration?.tokenDigest !== tokenDigest || before.status !== 'active') {
    return undefined
  }
  const { origin, registration, status, createdAt } = before
  const live = before.secrets.filter(({ expiresAt }) => expiresAt === undefined || now < expiresAt)
  const needed = live.length === 0 && secret !== undefined ? [secret] : live
  const secrets = secret === undefined ? [] : needed
  const after = { ...metadata, origin, secrets, registration, status, createdAt, updatedAt: now }
  await write(transaction, after)
  return findToChange(transaction, metadata.client_id)
}

/** Invariant: nobody else changes or removes it until the transaction ends. */
async function findToChange(
  transaction: Transaction<Tables>,
  clientId: string,
): Promise<ClientRecord | undefined> {
  const row = await select(transaction, clientId).forUpdate().executeTakeFirst()
  return row === undefined ? undefined : clientFrom(row)
}

function select(database: Kysely<Tables>, clientId: string) {
  return database.selectFrom('clients').selectAll().where('client_id', '=', clientId)
}

async function write(transaction: Transaction<Tables>, client: ClientRecord): Promise<void> {
  const { origin, secrets, registration, status, createdAt, updatedAt, ...metadata } = client
  const clientId = client.client_id
  const values = {
    origin,
    metadata: JSON.stringify(metadata),
    secrets: JSON.stringify(secrets),
    registration_digest: registration?.tokenDigest ?? null,
    registration_expires_at: registration?.expiresAt ?? null,
    status,
    created_at: createdAt,
    updated_at: updatedAt,
  }
  await transaction
    .insertInto('clients')
    .values({ client_id: clientId, ...values })
    .onConflict((conflict) => conflict.column('client_id').doUpdateSet(values))
    .execute()
  await transaction.deleteFrom('client_origins').where('client_id', '=', clientId).execute()
  const origins = [...browserOrigins(client)].map((page) => ({ origin: page, client_id: clientId }))
  if (origins.length > 0) await transaction.insertInto('client_origins').values(origins).execute()
}

/** The web origins that a public client's pages have: those of its http and https redirect URIs. */
function browserOrigins(client: ClientRecord): ReadonlySet<string> {
  if (client.token_endpoint_auth_method !== 'none') return new Set()
  const urls = client.redirect_uris.map((uri) => new URL(uri))
  return new Set(urls.filter((url) => url.origin !== 'null').map((url) => url.origin))
}

function clientFrom(row: Row): ClientRecord {
  const tokenDigest = readTextOrNull(row, 'registration_digest')
  const expiresAt = readIntegerOrNull(row, 'registration_expires_at')
  return Object.freeze({
    ...readJson<ClientMetadata>(row, 'metadata'),
    origin: readWord(row, 'origin', ['operator', 'registration', 'document']),
    secrets: readJson<readonly ClientSecretRecord[]>(row, 'secrets'),
    ...(tokenDigest === null || expiresAt === null
      ? {}
      : { registration: Object.freeze({ tokenDigest, expiresAt }) }),
    status: readWord(row, 'status', ['active', 'disabled']),
    createdAt: readInteger(row, 'created_at'),
    updatedAt: readInteger(row, 'updated_at'),
  })
}
