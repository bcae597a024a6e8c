import type { RedisConnection } from './redis-connection.ts'
import { damaged, parseJson, readStrings } from './redis-fields.ts'
import type { RedisKeys } from './redis-keys.ts'
import { noteInIndex } from './scripts/grant-scripts.ts'

/** Where something that may be live of a subject or a session lies. */
export type IndexMember =
  | { readonly grantId: string }
  | { readonly grantId: string; readonly deviceCodeDigest: string }

/**
 * Which grants and devices may be live of a subject and of a session: noted before they are written, so
 * that none is missing, and judged when they are listed, since some may be over or never have come to be.
 */
export interface GrantIndex {
  /** `now`: absent where the caller was not told. Seconds since the epoch. */
  note(
    owner: { readonly subject: string; readonly sessionId: string },
    member: IndexMember,
    until: number,
    now?: number,
  ): Promise<void>
  membersOf(
    owner: { readonly subject: string } | { readonly sessionId: string },
  ): Promise<readonly IndexMember[]>
}

export function createGrantIndex(connection: RedisConnection, keys: RedisKeys): GrantIndex {
  return {
    note: async ({ subject, sessionId }, member, until, now) => {
      const words = [writeMember(member), until, now ?? '']
      await Promise.all([
        connection.run(noteInIndex, [keys.grantsOfSubject(subject)], words),
        connection.run(noteInIndex, [keys.grantsOfSession(sessionId)], words),
      ])
    },
    membersOf: async (owner) => {
      const key =
        'subject' in owner
          ? keys.grantsOfSubject(owner.subject)
          : keys.grantsOfSession(owner.sessionId)
      return readStrings(await connection.call('zrange', key, 0, -1)).map(parseMember)
    },
  }
}

function writeMember(member: IndexMember): string {
  const { grantId } = member
  return JSON.stringify(
    'deviceCodeDigest' in member ? [grantId, member.deviceCodeDigest] : [grantId],
  )
}

function parseMember(text: string): IndexMember {
  const value = parseJson(text, 'index')
  if (!Array.isArray(value)) throw damaged('index')
  const [grantId, deviceCodeDigest] = value
  if (typeof grantId !== 'string') throw damaged('index')
  if (deviceCodeDigest === undefined) return { grantId }
  if (typeof deviceCodeDigest !== 'string') throw damaged('index')
  return { grantId, deviceCodeDigest }
}
