import type { RevocableToken, RevocationTarget } from '@sallyport/protocol'
import type { RedisConnection } from './redis-connection.ts'
import { damaged, parseInteger, readStrings, readStringsOrNulls } from './redis-fields.ts'
import type { RedisKeys } from './redis-keys.ts'
import { feedHead } from './scripts/feed-scripts.ts'

/**
 * What hangs on revocations. A mark beside the feed says of a target the position of its latest
 * revocation and its latest time; it is written in one step with the entry, so whoever reads the marks
 * after it has written, and whoever revokes before it answers, cannot miss each other.
 */
export interface Marks {
  /** Position of the last entry. */
  readonly head: number
  /**
   * Whether a revocation covers something that came of a sign-in: its session, or its subject (or all) at
   * or after its `authTime`; and of what was made when `seen` was the head, any revocation of its subject,
   * client, grant or all since. Security: also where the feed has lost its memory since then, for
   * nobody knows any more what was revoked.
   */
  covers(seen?: number): boolean
}

export interface SignInFacts {
  readonly sessionId: string
  readonly subject: string
  /** Seconds since the epoch. */
  readonly authTime: number
  readonly clientId?: string
  readonly grantId?: string
}

interface Mark {
  readonly position: number
  readonly revokedAt: number
}

export interface MarkReader {
  read(facts: SignInFacts): Promise<Marks>
  /** Those of many, in one step. */
  readAll(all: readonly SignInFacts[]): Promise<readonly Marks[]>
  isRevoked(token: RevocableToken): Promise<boolean>
}

export function createMarkReader(connection: RedisConnection, keys: RedisKeys): MarkReader {
  async function load(targets: readonly (RevocationTarget | undefined)[]) {
    const names = targets.map((target) => target && keys.feed.mark(target))
    const present = names.filter((name) => name !== undefined)
    const answer = await connection.call('mget', keys.feed.last, keys.feed.born, ...present)
    const [last, born, ...values] = readStringsOrNulls(answer, present.length + 2)
    const marks = new Map(present.map((name, i) => [name, parseMark(values[i] ?? null)]))
    const life = last && born ? [last, born] : await beginFeed()
    return {
      head: parseInteger(life[0] ?? '', 'last'),
      born: parseInteger(life[1] ?? '', 'born'),
      marks: names.map((name) => (name === undefined ? undefined : marks.get(name))),
    }
  }

  async function beginFeed(): Promise<readonly string[]> {
    return readStrings(await connection.run(feedHead, [keys.feed.last, keys.feed.born], []))
  }

  async function readAll(all: readonly SignInFacts[]): Promise<readonly Marks[]> {
    const { head, born, marks } = await load(all.flatMap(targetsOfSignIn))
    return all.map(({ authTime }, i) => {
      const [session, subject, everything, client, grant] = marks.slice(5 * i, 5 * i + 5)
      const isOver = (mark: Mark | undefined) => mark !== undefined && mark.revokedAt >= authTime
      const inTime = session !== undefined || isOver(subject) || isOver(everything)
      return {
        head,
        covers: (seen) => {
          if (inTime) return true
          if (seen === undefined) return false
          const since = (mark: Mark | undefined) => mark !== undefined && mark.position > seen
          return seen < born || [subject, everything, client, grant].some(since)
        },
      }
    })
  }

  return {
    readAll,
    read: async (facts) => {
      const [marks] = await readAll([facts])
      if (marks === undefined) throw damaged('marks')
      return marks
    },
    isRevoked: async (token) => {
      const { tokenId, sessionId, grantId, keyId, clientId, subject, issuedAt } = token
      const { marks } = await load([
        { kind: 'token', id: tokenId },
        sessionId === undefined ? undefined : { kind: 'session', id: sessionId },
        grantId === undefined ? undefined : { kind: 'grant', id: grantId },
        keyId === undefined ? undefined : { kind: 'key', id: keyId },
        { kind: 'client', id: clientId },
        { kind: 'subject', id: subject },
        { kind: 'all' },
      ])
      return (
        marks.slice(0, 4).some((mark) => mark !== undefined) ||
        marks.slice(4).some((mark) => mark !== undefined && mark.revokedAt >= issuedAt)
      )
    },
  }
}

function targetsOfSignIn(facts: SignInFacts): readonly (RevocationTarget | undefined)[] {
  const { sessionId, subject, clientId, grantId } = facts
  return [
    { kind: 'session', id: sessionId },
    { kind: 'subject', id: subject },
    { kind: 'all' },
    clientId === undefined ? undefined : { kind: 'client', id: clientId },
    grantId === undefined ? undefined : { kind: 'grant', id: grantId },
  ]
}

function parseMark(text: string | null): Mark | undefined {
  if (text === null) return undefined
  const [position = '', revokedAt = ''] = text.split(' ')
  return {
    position: parseInteger(position, 'mark'),
    revokedAt: parseInteger(revokedAt, 'mark'),
  }
}
