import type {
  DeviceApproval,
  DeviceLedger,
  DevicePoll,
  DeviceRecord,
} from '../ledgers/device-ledger.ts'
import {
  type Row,
  readInteger,
  readIntegerOrNull,
  readJson,
  readText,
  readTextList,
  readWord,
} from '../rows/row.ts'
import type { SqliteConnection } from './connection.ts'
import type { RevocationFeed } from './revocation-feed.ts'

/** By how much each `slow_down` lengthens the interval (RFC 8628 §3.5). */
const slowDownSeconds = 5

/** Devices that wait for a person, in SQLite. */
export function createSqliteDeviceLedger(
  connection: SqliteConnection,
  feed: RevocationFeed,
): DeviceLedger {
  const forgetExpired = connection.prepare(
    'delete from devices where user_code_digest = :userCodeDigest and expires_at <= :now',
  )
  const add = connection.prepare(
    `insert into devices (device_code_digest, user_code_digest, grant_id, client_id, scope,
       resources, expires_at, interval_seconds, status, approval)
     values (:deviceCodeDigest, :userCodeDigest, :grantId, :clientId, :scope, :resources,
       :expiresAt, :intervalSeconds, :status, :approval)
     on conflict (user_code_digest) do nothing`,
  )
  const byUserCode = connection.prepare(
    'select * from devices where user_code_digest = :userCodeDigest and expires_at > :now',
  )
  const byDeviceCode = connection.prepare(
    'select * from devices where device_code_digest = :deviceCodeDigest and client_id = :clientId',
  )
  const decide = connection.prepare(
    `update devices set status = :status, approval = :approval
     where user_code_digest = :userCodeDigest and expires_at > :now and status = 'pending'`,
  )
  const notePoll = connection.prepare(
    `update devices set last_polled_at = :now, interval_seconds = :intervalSeconds
     where device_code_digest = :deviceCodeDigest`,
  )
  const remove = connection.prepare('delete from devices where device_code_digest = ?')
  const prune = connection.prepare('delete from devices where expires_at <= ?')

  function poll(deviceCodeDigest: string, clientId: string, now: number): DevicePoll {
    const row = byDeviceCode.get({ deviceCodeDigest, clientId })
    if (row === undefined) return { kind: 'unknown' }
    const device = deviceFrom(row)
    if (now >= device.expiresAt) return { kind: 'expired' }
    const lastPolledAt = readIntegerOrNull(row, 'last_polled_at')
    const tooSoon = lastPolledAt !== null && now - lastPolledAt < device.intervalSeconds
    const intervalSeconds = device.intervalSeconds + (tooSoon ? slowDownSeconds : 0)
    notePoll.run({ deviceCodeDigest, now, intervalSeconds })
    if (tooSoon) return { kind: 'too_soon', intervalSeconds }
    if (device.status === 'pending') return { kind: 'pending' }
    const { approval } = device
    if (device.status === 'approved' && approval !== undefined) {
      return { kind: 'approved', device: Object.freeze({ ...device, approval }) }
    }
    remove.run(deviceCodeDigest)
    return { kind: 'denied' }
  }

  return {
    save: (device, now) =>
      connection.write(() => {
        const { userCodeDigest, expiresAt, intervalSeconds, approval } = device
        // Only a live one stands in the way.
        forgetExpired.run({ userCodeDigest, now })
        const { changes } = add.run({
          deviceCodeDigest: device.deviceCodeDigest,
          userCodeDigest,
          grantId: device.grantId,
          clientId: device.clientId,
          scope: JSON.stringify(device.scope),
          resources: JSON.stringify(device.resources),
          expiresAt,
          intervalSeconds,
          status: device.status,
          approval: approval === undefined ? null : JSON.stringify(approval),
        })
        return changes === 1 ? 'saved' : 'conflict'
      }),
    findByUserCode: (userCodeDigest, now) =>
      connection.read(() => {
        const row = byUserCode.get({ userCodeDigest, now })
        return row === undefined ? undefined : deviceFrom(row)
      }),
    decide: ({ userCodeDigest, now, approval }) =>
      connection.write(() => {
        // Security: an approval that was under way while its session or subject was revoked must not
        // outlive that revocation as a new grant.
        if (approval !== undefined && feed.endsSignIn(approval)) return false
        const status = approval === undefined ? 'denied' : 'approved'
        const { changes } = decide.run({
          userCodeDigest,
          now,
          status,
          approval: approval === undefined ? null : JSON.stringify(approval),
        })
        return changes === 1
      }),
    poll: ({ deviceCodeDigest, clientId, now }) =>
      connection.write(() => poll(deviceCodeDigest, clientId, now)),
    prune: (now) =>
      connection.write(() => {
        prune.run(now)
      }),
  }
}

function deviceFrom(row: Row): DeviceRecord {
  return Object.freeze({
    grantId: readText(row, 'grant_id'),
    deviceCodeDigest: readText(row, 'device_code_digest'),
    userCodeDigest: readText(row, 'user_code_digest'),
    clientId: readText(row, 'client_id'),
    scope: readTextList(row, 'scope'),
    resources: readTextList(row, 'resources'),
    expiresAt: readInteger(row, 'expires_at'),
    intervalSeconds: readInteger(row, 'interval_seconds'),
    status: readWord(row, 'status', ['pending', 'approved', 'denied']),
    ...(row.approval === null ? {} : { approval: readJson<DeviceApproval>(row, 'approval') }),
  })
}
