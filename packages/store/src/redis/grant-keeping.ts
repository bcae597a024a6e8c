import type { FamilyStart } from '../ledgers/grant-ledger.ts'
import { parseFacts } from './grant-fields.ts'
import { parseInteger, type RedisFields, readInteger, readStringsOrNulls } from './redis-fields.ts'
import type { RedisHot } from './redis-hot.ts'
import { optional } from './redis-script.ts'

/** Whether a grant was made of the code, or without one, and is not pruned. */
export function isKept(fields: RedisFields, horizon: number): boolean {
  return fields.has('status') && readInteger(fields, 'keep') > horizon
}

/** What never changes of a grant or its code; undefined where there is none. */
export async function peekGrant({ connection, keys }: RedisHot, grantId: string) {
  const answer = await connection.call('hmget', keys.grant(grantId).record, 'facts', 'seen')
  const [facts, seen] = readStringsOrNulls(answer, 2)
  if (!facts) return undefined
  return { facts: parseFacts(facts), seen: parseInteger(seen ?? '', 'seen') }
}

/** The arguments of a family for `start` of the scripts, behind now and keep. */
export function familyWords(family: FamilyStart | undefined): readonly (string | number)[] {
  return [
    optional(family?.tokenDigest),
    family?.absoluteExpiresAt ?? '',
    optional(family?.binding),
    optional(family?.device),
  ]
}
