import type { IncomingHttpHeaders } from 'node:http'

/**
 * How many seconds an answer says it may be kept: 0 for `no-store` and `no-cache`, otherwise `max-age` less
 * the time it has spent in caches already, otherwise `Expires`. Undefined where it says nothing that can
 * be understood.
 * @see RFC 9111 §4.2.1, §5.2.2
 */
export function readFreshness(headers: IncomingHttpHeaders): number | undefined {
  const directives = (headers['cache-control'] ?? '').toLowerCase().split(',')
  const words = directives.map((directive) => directive.trim())
  if (words.some((word) => /^no-(?:store|cache)(?:=|$)/.test(word))) return 0
  const maxAge = words.map((word) => /^max-age="?(\d{1,10})"?$/.exec(word)?.[1]).find(Boolean)
  if (maxAge !== undefined) return Math.max(0, Number(maxAge) - age(headers.age))
  const [expires, date] = [Date.parse(headers.expires ?? ''), Date.parse(headers.date ?? '')]
  if (headers.expires === undefined || Number.isNaN(date)) return undefined
  // `Expires: 0` is not a date, and means the past (RFC 9111 §5.3).
  return Number.isNaN(expires) ? 0 : Math.max(0, Math.floor((expires - date) / 1000))
}

function age(header: string | undefined): number {
  return header !== undefined && /^\d{1,10}$/.test(header) ? Number(header) : 0
}
