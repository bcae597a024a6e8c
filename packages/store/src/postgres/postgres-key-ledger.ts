import type { KeyLedger, KeyRecord } from '@sallyport/protocol'
import type { Transaction } from 'kysely'
import { keyFrom } from '../rows/key-row.ts'
import type { PendingRevocations } from './pending-revocations.ts'
import { lock, type PostgresConnection } from './postgres-connection.ts'
import type { Tables } from './tables.ts'

/**
 * Signing keys in PostgreSQL. Whoever changes which key signs does so alone; unique indexes stand behind
 * that: at most one key of an algorithm is `signing`, and one `next`.
 */
export function createPostgresKeyLedger(
  connection: PostgresConnection,
  pending: PendingRevocations,
): KeyLedger {
  const alone = <Answer>(work: (transaction: Transaction<Tables>) => Promise<Answer>) =>
    connection.write(async (transaction) => {
      await lock(transaction, connection.schema, 'keys')
      return work(transaction)
    })

  return {
    list: () =>
      connection.read(async (database) => {
        const rows = await database
          .selectFrom('signing_keys')
          .selectAll()
          .orderBy('created_at')
          .orderBy('sequence')
          .execute()
        return Object.freeze(rows.map(keyFrom))
      }),
    addFirst: (signing, next) =>
      alone(async (transaction) => {
        if (await has(transaction, signing.alg, 'signing')) return false
        await insert(transaction, signing)
        await insert(transaction, next)
        return true
      }),
    addNext: (next) =>
      alone(async (transaction) => {
        if (await has(transaction, next.alg, 'next')) return false
        await insert(transaction, next)
        return true
      }),
    rotate: ({ alg, from, to, next, now }) =>
      alone(async (transaction) => {
        const signing = await find(transaction, from)
        const following = await find(transaction, to)
        if (signing?.status !== 'signing' || signing.alg !== alg) return false
        if (following?.status !== 'next' || following.alg !== alg) return false
        await change(transaction, from, { status: 'retired', retired_at: now })
        await change(transaction, to, { status: 'signing', signs_from: now })
        await insert(transaction, next)
        return true
      }),
    withdraw: async ({ kid, next, now }) => {
      const revocation = await alone(async (transaction) => {
        const key = await find(transaction, kid)
        if (key === undefined || key.status === 'withdrawn') return undefined
        await change(transaction, kid, { status: 'withdrawn', retired_at: now })
        const isPromoted =
          key.status === 'signing' && (await promoteNext(transaction, key.alg, now))
        if (key.status === 'signing' && !isPromoted) {
          await insert(transaction, { ...next, status: 'signing', signsFrom: now })
        } else if (key.status !== 'retired') await insert(transaction, next)
        return pending.add(transaction, { kind: 'key', id: kid }, now)
      })
      if (revocation === undefined) return false
      await pending.settle(revocation)
      return true
    },
    reseal: (kid, from, to) =>
      connection.read(async (database) => {
        const sealed = await database
          .updateTable('signing_keys')
          .set({ sealed_private_key: to })
          .where('kid', '=', kid)
          .where('sealed_private_key', '=', from)
          .executeTakeFirst()
        return sealed.numUpdatedRows === 1n
      }),
    forgetRetired: async (before) => {
      await connection.read((database) =>
        database
          .deleteFrom('signing_keys')
          .where('status', '=', 'retired')
          .where('retired_at', '<', before)
          .execute(),
      )
    },
  }
}

async function has(
  transaction: Transaction<Tables>,
  alg: KeyRecord['alg'],
  status: KeyRecord['status'],
): Promise<boolean> {
  const row = await transaction
    .selectFrom('signing_keys')
    .select('kid')
    .where('alg', '=', alg)
    .where('status', '=', status)
    .executeTakeFirst()
  return row !== undefined
}

async function find(transaction: Transaction<Tables>, kid: string): Promise<KeyRecord | undefined> {
  const row = await transaction
    .selectFrom('signing_keys')
    .selectAll()
    .where('kid', '=', kid)
    .executeTakeFirst()
  return row === undefined ? undefined : keyFrom(row)
}

async function change(
  transaction: Transaction<Tables>,
  kid: string,
  values: {
    readonly status: KeyRecord['status']
    readonly retired_at?: number
    readonly signs_from?: number
  },
): Promise<void> {
  await transaction.updateTable('signing_keys').set(values).where('kid', '=', kid).execute()
}

/** False where the algorithm has no next key. */
async function promoteNext(
  transaction: Transaction<Tables>,
  alg: KeyRecord['alg'],
  now: number,
): Promise<boolean> {
  const promoted = await transaction
    .updateTable('signing_keys')
    .set({ status: 'signing', signs_from: now })
    .where('alg', '=', alg)
    .where('status', '=', 'next')
    .executeTakeFirst()
  return promoted.numUpdatedRows === 1n
}

async function insert(transaction: Transaction<Tables>, key: KeyRecord): Promise<void> {
  await transaction
    .insertInto('signing_keys')
    .values({
      kid: key.kid,
      alg: key.alg,
      public_jwk: key.publicJwk,
      sealed_private_key: key.sealedPrivateKey,
      status: key.status,
      created_at: key.createdAt,
      signs_from: key.signsFrom,
      retired_at: key.retiredAt ?? null,
    })
    .execute()
}
