import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Secret } from '@sallyport/protocol'
import type { UserRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { formatLastingCookie, readCookie } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'

const KNOWN_COOKIE = '__Host-sallyport-known'
const LIFETIME_SECONDS = 180 * 86_400
/** As many accounts as one browser is known for: the last that signed in. */
const MAX_ACCOUNTS = 4

/** That a browser has signed in to an account: one entry of the cookie. */
interface Mark {
  /** Chosen at the first sign-in and kept, so that failures of this browser add up. */
  readonly id: string
  /** Seconds since the epoch. */
  readonly expiresAt: number
  /** MAC over all that, and over the account, which the cookie does not name. */
  readonly tag: string
}

/**
 * The id under which this browser is known for an account, because somebody signed in to it from here
 * within half a year; undefined if not.
 * Security: failures of known browsers are counted apart, so that a stranger who guesses wrong often
 * enough locks strangers out, not the person (account lockout as denial of service).
 */
export function findKnownBrowser(
  user: UserRecord,
  exchange: Exchange,
  options: AuthorityOptions,
): string | undefined {
  return readMarks(exchange).find((mark) => isOf(mark, user, exchange, options))?.id
}

/** The cookie by which the browser that has just signed in is known for the account. */
export function rememberBrowser(
  user: UserRecord,
  exchange: Exchange,
  options: AuthorityOptions,
): string {
  const marks = readMarks(exchange)
  const known = marks.find((mark) => isOf(mark, user, exchange, options))
  const id = known?.id ?? Buffer.from(options.random(16)).toString('base64url')
  const expiresAt = exchange.now + LIFETIME_SECONDS
  const fresh = { id, expiresAt, tag: tagOf(id, expiresAt, user, options.secret) }
  const others = marks.filter((mark) => mark !== known && mark.expiresAt > exchange.now)
  const value = [fresh, ...others].slice(0, MAX_ACCOUNTS).map(formatMark).join('.')
  return formatLastingCookie(KNOWN_COOKIE, value, LIFETIME_SECONDS)
}

function readMarks({ request }: Exchange): readonly Mark[] {
  const value = readCookie(request.headers, KNOWN_COOKIE)
  return value === undefined ? [] : value.split('.').map(parseMark)
}

/** The shape has been checked with the cookie. */
function parseMark(text: string): Mark {
  const [id = '', expiresAt = '', tag = ''] = text.split('~')
  return { id, expiresAt: Number(expiresAt), tag }
}

function formatMark({ id, expiresAt, tag }: Mark): string {
  return `${id}~${expiresAt}~${tag}`
}

function isOf(
  { id, expiresAt, tag }: Mark,
  user: UserRecord,
  exchange: Exchange,
  options: AuthorityOptions,
): boolean {
  if (exchange.now >= expiresAt) return false
  return [options.secret, ...(options.previousSecrets ?? [])].some((secret) => {
    const [a, b] = [Buffer.from(tag), Buffer.from(tagOf(id, expiresAt, user, secret))]
    return a.length === b.length && timingSafeEqual(a, b)
  })
}

function tagOf(id: string, expiresAt: number, { sub }: UserRecord, secret: Secret<string>): string {
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'sallyport known browsers', 32))
  return createHmac('sha256', key)
    .update(JSON.stringify([id, expiresAt, sub]))
    .digest('base64url')
}
