import type { SessionLedger, SessionRecord } from '../ledgers/session-ledger.ts'
import { createHorizon } from './horizon.ts'
import type { MarkReader } from './marks.ts'
import type { RedisConnection } from './redis-connection.ts'
import {
  type RedisFields,
  readInteger,
  readJson,
  readOutcome,
  readTextList,
} from './redis-fields.ts'
import type { RedisKeys } from './redis-keys.ts'
import type { RedisScript } from './redis-script.ts'
import {
  addSessionClient,
  endSession,
  saveSession,
  touchSession,
} from './scripts/session-scripts.ts'

/**
 * Sessions in Redis. A revocation ends them by its marks, which are read with every use; see
 * `redis-grant-ledger.ts` for why neither can miss the other.
 */
export function createRedisSessionLedger(
  connection: RedisConnection,
  keys: RedisKeys,
  marks: MarkReader,
): SessionLedger {
  const horizon = createHorizon()
  let horizonIdle = 0

  /** Runs a script on a session; undefined where it does not apply, or a revocation has ended it. */
  async function use(script: RedisScript, digest: string, words: readonly (string | number)[]) {
    const key = keys.session(digest)
    const answer = await connection.run(script, [key], [...words, horizon.at, horizonIdle])
    const { kind, fields } = readOutcome(answer, ['unknown', 'touched', 'added', 'ended'])
    if (kind === 'unknown' || fields === undefined) return undefined
    const session = sessionFrom(digest, fields)
    if (!(await marks.read(session)).covers(readInteger(fields, 'seen'))) return session
    await connection.call('del', key)
    return undefined
  }

  return {
    save: async (session) => {
      const key = keys.session(session.digest)
      horizon.admit(Math.min(session.expiresAt, session.lastSeenAt + horizonIdle + 1))
      const before = await marks.read(session)
      // Security: a sign-in that was under way while its subject was revoked (a disabled user, a changed
      // password) must not come out of it with a live session.
      if (before.covers()) {
        await connection.call('del', key)
        return 'revoked'
      }
      const { clients, lastSeenAt, expiresAt } = session
      const words = [
        writeFacts(session),
        JSON.stringify(clients),
        lastSeenAt,
        expiresAt,
        before.head,
      ]
      const [, after] = await connection.inOrder(
        () => connection.run(saveSession, [key], words),
        () => marks.read(session),
      )
      if (!after.covers(before.head)) return 'saved'
      await connection.call('del', key)
      return 'revoked'
    },
    touch: (digest, now, idleSeconds) => use(touchSession, digest, [now, idleSeconds]),
    addClient: async (digest, clientId) =>
      (await use(addSessionClient, digest, [clientId])) !== undefined,
    end: (digest) => use(endSession, digest, []),
    prune: async (now, idleSeconds) => {
      if (now >= horizon.at) horizonIdle = idleSeconds
      horizon.move(now)
    },
  }
}

type Facts = Pick<SessionRecord, 'sessionId' | 'subject' | 'authTime' | 'acr' | 'amr'>

function writeFacts({ sessionId, subject, authTime, acr, amr }: SessionRecord): string {
  const facts: Facts = { sessionId, subject, authTime, ...(acr === undefined ? {} : { acr }), amr }
  return JSON.stringify(facts)
}

function sessionFrom(digest: string, fields: RedisFields): SessionRecord {
  const { amr, ...facts } = readJson<Facts>(fields, 'facts')
  return Object.freeze({
    digest,
    ...facts,
    amr: Object.freeze(amr),
    clients: readTextList(fields, 'clients'),
    lastSeenAt: readInteger(fields, 'lastSeen'),
    expiresAt: readInteger(fields, 'expires'),
  })
}
