import type { KeyLedger, KeyRecord } from '@sallyport/protocol'
import type { SqliteConnection } from './connection.ts'
import { type Row, readInteger, readIntegerOrNull, readText, readWord } from './row.ts'

/** Signing keys in SQLite; a unique index lets at most one key of an algorithm sign. */
export function createSqliteKeyLedger(connection: SqliteConnection): KeyLedger {
  const all = connection.prepare('select * from signing_keys order by created_at, sequence')
  const signing = connection.prepare(
    `select 1 from signing_keys where alg = ? and status = 'signing'`,
  )
  const add = connection.prepare(
    `insert into signing_keys (kid, alg, public_jwk, sealed_private_key, status, created_at,
       retired_at)
     values (:kid, :alg, :publicJwk, :sealedPrivateKey, :status, :createdAt, :retiredAt)`,
  )
  const retire = connection.prepare(
    `update signing_keys set status = 'retired', retired_at = :now
     where alg = :alg and status = 'signing'`,
  )
  const reseal = connection.prepare(
    `update signing_keys set sealed_private_key = :to
     where kid = :kid and sealed_private_key = :from`,
  )
  const forget = connection.prepare(
    `delete from signing_keys where status = 'retired' and retired_at < ?`,
  )
  const insert = (key: KeyRecord) =>
    add.run({
      kid: key.kid,
      alg: key.alg,
      publicJwk: key.publicJwk,
      sealedPrivateKey: key.sealedPrivateKey,
      status: key.status,
      createdAt: key.createdAt,
      retiredAt: key.retiredAt ?? null,
    })
  return {
    list: () => connection.read(() => Object.freeze(all.all().map(keyFrom))),
    addFirst: (key) =>
      connection.write(() => {
        if (signing.get(key.alg) !== undefined) return false
        insert(key)
        return true
      }),
    rotate: (key) =>
      connection.write(() => {
        retire.run({ alg: key.alg, now: key.createdAt })
        insert(key)
      }),
    reseal: (kid, from, to) => connection.write(() => reseal.run({ kid, from, to }).changes === 1),
    forgetRetired: (before) =>
      connection.write(() => {
        forget.run(before)
      }),
  }
}

function keyFrom(row: Row): KeyRecord {
  const retiredAt = readIntegerOrNull(row, 'retired_at')
  return Object.freeze({
    kid: readText(row, 'kid'),
    alg: readWord(row, 'alg', ['ES256', 'RS256']),
    publicJwk: readText(row, 'public_jwk'),
    sealedPrivateKey: readText(row, 'sealed_private_key'),
    status: readWord(row, 'status', ['signing', 'retired']),
    createdAt: readInteger(row, 'created_at'),
    ...(retiredAt === null ? {} : { retiredAt }),
  })
}
