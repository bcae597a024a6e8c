import { createHash } from 'node:crypto'
import type { SessionRecord, UserRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { formatCookie, readCookie } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { isActive } from '../users/is-active.ts'

const SESSION_COOKIE = '__Host-sallyport-session'

/** A person signed in with this browser. */
export interface Session {
  readonly record: SessionRecord
  readonly user: UserRecord
}

/** The live session of the request; undefined if there is none, or its user is not active. */
export async function loadSession(
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Session | undefined> {
  const value = readCookie(exchange.request.headers, SESSION_COOKIE)
  if (value === undefined) return undefined
  const { idleSeconds } = options.sessions
  const record = await options.store.sessions.touch(digest(value), exchange.now, idleSeconds)
  if (record === undefined) return undefined
  const user = await options.store.users.findBySub(record.subject)
  return isActive(user, exchange.now) ? { record, user } : undefined
}

/** How a person has proved who they are (RFC 8176, OpenID Connect Core §2). */
export interface Authentication {
  readonly acr: string
  readonly amr: readonly string[]
}

/** With a password and nothing else. */
export const byPassword: Authentication = { acr: '1', amr: ['pwd'] }

/** The `acr` values that a person can be asked for; `1` is one factor. */
export const authenticationClasses: readonly string[] = [byPassword.acr]

/**
 * Starts a session for a person who has just proved who they are; the value of the cookie, and the
 * session of somebody else that the browser had before, which is over and must be ended in full. One of
 * the same person goes on under its `sid`, so that it still ends as one.
 * Security: the cookie is always a new one, and the one before it is dead (fixation).
 * @see STANDARDS.md COOK-02
 */
export async function startSession(
  user: UserRecord,
  { acr, amr }: Authentication,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<{
  readonly record: SessionRecord
  readonly cookie: string
  /** Everything of the person was revoked this very second or meanwhile: there is no session. */
  readonly isRevoked: boolean
  readonly replaced?: SessionRecord
}> {
  const earlier = await endEarlier(exchange, options)
  const continued = earlier?.subject === user.sub ? earlier : undefined
  const value = Buffer.from(options.random(32)).toString('base64url')
  const record = {
    digest: digest(value),
    sessionId: continued?.sessionId ?? Buffer.from(options.random(16)).toString('base64url'),
    subject: user.sub,
    authTime: exchange.now,
    acr,
    amr,
    clients: continued?.clients ?? [],
    lastSeenAt: exchange.now,
    expiresAt: exchange.now + options.sessions.absoluteSeconds,
  }
  const isRevoked = (await options.store.sessions.save(record)) === 'revoked'
  const isReplaced = earlier !== undefined && continued === undefined
  const cookie = formatCookie(SESSION_COOKIE, value)
  return { record, cookie, isRevoked, ...(isReplaced ? { replaced: earlier } : {}) }
}

/** Ends the session of the cookie, and answers it if it was live. */
async function endEarlier(
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<SessionRecord | undefined> {
  const value = readCookie(exchange.request.headers, SESSION_COOKIE)
  if (value === undefined) return undefined
  const ended = await options.store.sessions.end(digest(value))
  return ended !== undefined && exchange.now < ended.expiresAt ? ended : undefined
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}
