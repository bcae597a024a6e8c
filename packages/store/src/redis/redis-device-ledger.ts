import type {
  DeviceApproval,
  DeviceLedger,
  DevicePoll,
  DeviceRecord,
} from '../ledgers/device-ledger.ts'
import {
  damaged,
  parseInteger,
  parseJson,
  type RedisFields,
  readBit,
  readFields,
  readInteger,
  readJson,
  readOutcome,
  readWord,
} from './redis-fields.ts'
import type { RedisHot } from './redis-hot.ts'
import { optional } from './redis-script.ts'
import { deviceMarkSeconds } from './revocation-feed.ts'
import {
  decideDevice,
  denyDevice,
  freeUserCode,
  pollDevice,
  saveDevice,
  takeUserCode,
} from './scripts/device-scripts.ts'

/** By how much each `slow_down` lengthens the interval (RFC 8628 §3.5). */
const slowDownSeconds = 5

/**
 * Devices that wait for a person, in Redis. The record lies in the bucket of the grant it waits for; two
 * keys elsewhere say where it is by its device code and by its user code.
 */
export function createRedisDeviceLedger(hot: RedisHot): DeviceLedger {
  const { connection, keys, marks, index, deviceHorizon } = hot

  async function locate(userCodeDigest: string) {
    const value = await connection.call('get', keys.deviceByUserCode(userCodeDigest))
    if (value === null) return undefined
    const [, pointer = ''] = /^\d+ (.*)$/s.exec(String(value)) ?? []
    return parsePointer(pointer)
  }

  async function isOver(fields: RedisFields): Promise<boolean> {
    const { approval, clientId, grantId } = deviceFrom(fields, false)
    if (approval === undefined) return false
    const read = await marks.read({ ...approval, clientId, grantId })
    return read.covers(readInteger(fields, 'seen'))
  }

  async function save(device: DeviceRecord, now: number): Promise<'saved' | 'conflict'> {
    const { deviceCodeDigest, userCodeDigest, grantId, expiresAt, approval } = device
    if (expiresAt - now > deviceMarkSeconds) throw new Error('a device waits for a day at most')
    deviceHorizon.admit(expiresAt)
    const pointer = pointerOf(device)
    const at = Math.max(now, deviceHorizon.at)
    const names = [keys.deviceByUserCode(userCodeDigest)]
    if (!readBit(await connection.run(takeUserCode, names, [pointer, expiresAt, at]))) {
      return 'conflict'
    }
    const seconds = Math.ceil(Math.max(expiresAt - now, 0)) + 600
    const byDeviceCode = keys.deviceByDeviceCode(deviceCodeDigest)
    const { head } = await marks.read(approval ?? nobody)
    await connection.call('set', byDeviceCode, pointer, 'EX', seconds)
    const words = [
      writeAsked(device),
      device.clientId,
      grantId,
      userCodeDigest,
      expiresAt,
      device.intervalSeconds,
      device.status,
      optional(approval && JSON.stringify(approval)),
      head,
      now,
    ]
    const key = keys.device(grantId, deviceCodeDigest)
    if (!readBit(await connection.run(saveDevice, [key], words))) {
      throw new Error('the device code is taken')
    }
    return 'saved'
  }

  async function decide(decision: Parameters<DeviceLedger['decide']>[0]): Promise<boolean> {
    const { userCodeDigest, now, approval } = decision
    const place = await locate(userCodeDigest)
    if (place === undefined) return false
    const key = keys.device(place.grantId, place.deviceCodeDigest)
    const fields = readFields(await connection.call('hgetall', key))
    if (fields === undefined) return false
    const { clientId, grantId, expiresAt } = deviceFrom(fields, false)
    const at = Math.max(now, deviceHorizon.at)
    const facts = { ...(approval ?? nobody), clientId, grantId }
    const before = await marks.read(facts)
    const run = () => {
      const words = [
        userCodeDigest,
        at,
        optional(approval && JSON.stringify(approval)),
        before.head,
      ]
      return connection.run(decideDevice, [key], words)
    }
    if (approval === undefined) return readBit(await run())
    // Security: an approval that was under way while its session or subject was revoked must not outlive
    // that revocation as a new grant.
    if (before.covers()) return false
    await index.note(approval, place, expiresAt, now)
    const [answer, after] = await connection.inOrder(run, () => marks.read(facts))
    if (!readBit(answer)) return false
    if (!after.covers(before.head)) return true
    await connection.run(denyDevice, [key], [])
    return false
  }

  async function poll(asked: Parameters<DeviceLedger['poll']>[0]): Promise<DevicePoll> {
    const { deviceCodeDigest, clientId, now } = asked
    const pointer = await connection.call('get', keys.deviceByDeviceCode(deviceCodeDigest))
    if (typeof pointer !== 'string') return { kind: 'unknown' }
    const { grantId } = parsePointer(pointer)
    const key = keys.device(grantId, deviceCodeDigest)
    const words = [clientId, now, deviceHorizon.at, slowDownSeconds]
    const { kind, detail, fields } = readOutcome(
      await connection.run(pollDevice, [key], words),
      pollWords,
    )
    if (kind === 'too_soon') return { kind, intervalSeconds: parseInteger(detail, 'interval') }
    if (kind === 'unknown' || kind === 'expired' || kind === 'pending') return { kind }
    if (fields === undefined) throw damaged('device')
    const device = deviceFrom(fields, false)
    const { approval } = device
    if (kind === 'approved' && approval !== undefined && !(await isOver(fields))) {
      return { kind, device: Object.freeze({ ...device, approval }) }
    }
    await connection.call('del', key)
    await freeDeviceNames(hot, device)
    return { kind: 'denied' }
  }

  return {
    save,
    findByUserCode: async (userCodeDigest, now) => {
      const place = await locate(userCodeDigest)
      if (place === undefined) return undefined
      const key = keys.device(place.grantId, place.deviceCodeDigest)
      const fields = readFields(await connection.call('hgetall', key))
      if (fields === undefined) return undefined
      const device = deviceFrom(fields, await isOver(fields))
      const isLive = device.expiresAt > Math.max(now, deviceHorizon.at)
      return isLive && device.userCodeDigest === userCodeDigest ? device : undefined
    },
    decide,
    poll,
    prune: async (now) => deviceHorizon.move(now),
  }
}

/** Of a device that is used up: both of its codes are free again. */
export async function freeDeviceNames(
  { connection, keys }: RedisHot,
  device: DeviceRecord,
): Promise<void> {
  const names = [keys.deviceByUserCode(device.userCodeDigest)]
  await Promise.all([
    connection.run(freeUserCode, names, [pointerOf(device)]),
    connection.call('del', keys.deviceByDeviceCode(device.deviceCodeDigest)),
  ])
}

/** `isOver`: a revocation covers its approval, which then counts as denied. */
export function deviceFrom(fields: RedisFields, isOver: boolean): DeviceRecord {
  const asked = readJson<Asked>(fields, 'asked')
  const written = readWord(fields, 'status', ['pending', 'approved', 'denied'])
  const approval = fields.has('approval') ? readJson<DeviceApproval>(fields, 'approval') : undefined
  return Object.freeze({
    ...asked,
    expiresAt: readInteger(fields, 'expires'),
    intervalSeconds: readInteger(fields, 'interval'),
    status: isOver ? 'denied' : written,
    ...(approval === undefined || isOver ? {} : { approval: Object.freeze(approval) }),
  })
}

type Asked = Omit<DeviceRecord, 'expiresAt' | 'intervalSeconds' | 'status' | 'approval'>

function writeAsked(device: DeviceRecord): string {
  const { grantId, deviceCodeDigest, userCodeDigest, clientId, scope, resources } = device
  const asked: Asked = { grantId, deviceCodeDigest, userCodeDigest, clientId, scope, resources }
  return JSON.stringify(asked)
}

function pointerOf({ grantId, deviceCodeDigest }: DeviceRecord): string {
  return JSON.stringify([grantId, deviceCodeDigest])
}

function parsePointer(text: string) {
  const value = parseJson(text, 'pointer')
  const [grantId, deviceCodeDigest] = Array.isArray(value) ? value : []
  if (typeof grantId !== 'string' || typeof deviceCodeDigest !== 'string') throw damaged('pointer')
  return { grantId, deviceCodeDigest }
}

/** Facts that no revocation but one of all concerns, for reading the head of the feed. */
const nobody = { sessionId: '', subject: '', authTime: Number.MAX_SAFE_INTEGER }

const pollWords = ['unknown', 'expired', 'too_soon', 'pending', 'denied', 'approved'] as const
