import type { KeyLedger, KeyRecord } from '@sallyport/protocol'
import { keyFrom } from '../rows/key-row.ts'
import { readText } from '../rows/row.ts'
import type { SqliteConnection } from './connection.ts'
import type { EndTokens } from './end-tokens.ts'

/**
 * Signing keys in SQLite; unique indexes let at most one key of an algorithm sign, and at most one be
 * next.
 */
export function createSqliteKeyLedger(
  connection: SqliteConnection,
  endTokens: EndTokens,
): KeyLedger {
  const all = connection.prepare('select * from signing_keys order by created_at, sequence')
  const withStatus = connection.prepare(
    'select kid from signing_keys where alg = :alg and status = :status',
  )
  const standing = connection.prepare(
    `select alg, status from signing_keys where kid = ? and status <> 'withdrawn'`,
  )
  const add = connection.prepare(
    `insert into signing_keys (kid, alg, public_jwk, sealed_private_key, status, created_at,
       signs_from, retired_at)
     values (:kid, :alg, :publicJwk, :sealedPrivateKey, :status, :createdAt, :signsFrom, :retiredAt)`,
  )
  const promote = connection.prepare(
    `update signing_keys set status = 'signing', signs_from = :now where kid = :kid`,
  )
  const end = connection.prepare(
    'update signing_keys set status = :status, retired_at = :now where kid = :kid',
  )
  const reseal = connection.prepare(
    `update signing_keys set sealed_private_key = :to
     where kid = :kid and sealed_private_key = :from`,
  )
  const forget = connection.prepare(
    `delete from signing_keys where status = 'retired' and retired_at < ?`,
  )
  const insert = (key: KeyRecord) => add.run({ ...key, retiredAt: key.retiredAt ?? null })
  const findKid = (alg: string, status: KeyRecord['status']) => {
    const row = withStatus.get({ alg, status })
    return row === undefined ? undefined : readText(row, 'kid')
  }
  return {
    list: () => connection.read(() => Object.freeze(all.all().map(keyFrom))),
    addFirst: (signing, next) =>
      connection.write(() => {
        if (findKid(signing.alg, 'signing') !== undefined) return false
        insert(signing)
        insert(next)
        return true
      }),
    addNext: (next) =>
      connection.write(() => {
        if (findKid(next.alg, 'next') !== undefined) return false
        insert(next)
        return true
      }),
    rotate: ({ alg, from, to, next, now }) =>
      connection.write(() => {
        if (findKid(alg, 'signing') !== from || findKid(alg, 'next') !== to) return false
        end.run({ kid: from, status: 'retired', now })
        promote.run({ kid: to, now })
        insert(next)
        return true
      }),
    withdraw: ({ kid, next, now }) =>
      connection.write(() => {
        const key = standing.get(kid)
        if (key === undefined) return false
        const status = readText(key, 'status')
        end.run({ kid, status: 'withdrawn', now })
        if (status === 'signing') {
          const heir = findKid(readText(key, 'alg'), 'next')
          if (heir !== undefined) promote.run({ kid: heir, now })
          insert(heir === undefined ? { ...next, status: 'signing', signsFrom: now } : next)
        } else if (status === 'next') insert(next)
        endTokens({ kind: 'key', id: kid }, now)
        return true
      }),
    reseal: (kid, from, to) => connection.write(() => reseal.run({ kid, from, to }).changes === 1),
    forgetRetired: (before) =>
      connection.write(() => {
        forget.run(before)
      }),
  }
}
