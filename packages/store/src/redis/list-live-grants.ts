import type { GrantFacts, LiveGrant } from '../ledgers/grant-ledger.ts'
import { codeFrom, grantFrom } from './grant-fields.ts'
import type { IndexMember } from './grant-index.ts'
import { isKept } from './grant-keeping.ts'
import { deviceFrom } from './redis-device-ledger.ts'
import { type RedisFields, readFields, readInteger, readText } from './redis-fields.ts'
import type { RedisHot } from './redis-hot.ts'

interface Candidate {
  readonly live: LiveGrant
  readonly seen: number
}

/** What is live of a subject or a session: all that may be, each judged by its record and the marks. */
export async function listLiveGrants(
  hot: RedisHot,
  of: { readonly subject: string } | { readonly sessionId: string },
  now: number,
): Promise<readonly LiveGrant[]> {
  const { connection, keys, marks, index, grantHorizon, deviceHorizon } = hot
  const isOwn = ({ subject, sessionId }: GrantFacts) =>
    'subject' in of ? subject === of.subject : sessionId === of.sessionId

  async function load(member: IndexMember): Promise<Candidate | undefined> {
    const { grantId } = member
    const isDevice = 'deviceCodeDigest' in member
    const key = isDevice
      ? keys.device(grantId, member.deviceCodeDigest)
      : keys.grant(grantId).record
    const fields = readFields(await connection.call('hgetall', key))
    if (fields === undefined) return undefined
    const live = isDevice
      ? liveDevice(fields, Math.max(now, deviceHorizon.at))
      : liveGrant(fields, now, grantHorizon.at)
    if (live === undefined || !isOwn(live)) return undefined
    return { live: Object.freeze(live), seen: readInteger(fields, 'seen') }
  }

  const loaded = await Promise.all((await index.membersOf(of)).map(load))
  const candidates = loaded.filter((one) => one !== undefined)
  const marksOf = await marks.readAll(candidates.map(({ live }) => live))
  const live = candidates.filter(({ seen }, i) => marksOf[i]?.covers(seen) === false)
  return Object.freeze(live.map((one) => one.live).sort((a, b) => (a.grantId < b.grantId ? -1 : 1)))
}

function liveGrant(fields: RedisFields, now: number, horizon: number): LiveGrant | undefined {
  if (isKept(fields, Math.max(now, horizon))) {
    const { status, family, createdAt: _created, ...facts } = grantFrom(fields, false)
    if (status === 'dead') return undefined
    const lastUsedAt = family?.lastUsedAt
    return { ...facts, stage: 'grant', ...(lastUsedAt === undefined ? {} : { lastUsedAt }) }
  }
  if (fields.has('status') || readText(fields, 'void') === '1') return undefined
  const { codeDigest: _d, redirectUri: _u, codeChallenge: _c, ...rest } = codeFrom(fields)
  const { nonce: _nonce, expiresAt, ...facts } = rest
  return expiresAt > Math.max(now, horizon) ? { ...facts, stage: 'code' } : undefined
}

function liveDevice(fields: RedisFields, now: number): LiveGrant | undefined {
  const { approval, expiresAt, grantId, clientId, resources } = deviceFrom(fields, false)
  if (approval === undefined || expiresAt <= now) return undefined
  return { grantId, clientId, ...approval, resources, stage: 'device' }
}
