import type { RevocationTarget } from '@sallyport/protocol'
import type { RevocationEntry } from '@sallyport/store'
import type { ServerSentEvent } from './parse-events.ts'

/** What an authority says on its stream. */
export type StreamMessage =
  | {
      readonly kind: 'snapshot'
      readonly entries: readonly RevocationEntry[]
      /** Present on the last page: where following goes on from. */
      readonly position?: number
    }
  | { readonly kind: 'revocation'; readonly entry: RevocationEntry }
  /** Milliseconds. */
  | { readonly kind: 'heartbeat'; readonly elapsedMs: number; readonly lagMs: number }

/**
 * Parses one event; undefined for a name that is none of ours, which a newer authority may have. Throws where
 * one of ours is not as it must be: what we do not understand may revoke something.
 */
export function parseMessage(event: ServerSentEvent): StreamMessage | undefined {
  if (event.name === 'heartbeat') {
    const { elapsed_ms, lag_ms } = parseObject(event.data)
    return { kind: 'heartbeat', elapsedMs: parseTime(elapsed_ms), lagMs: parseTime(lag_ms) }
  }
  if (event.name === 'revocation') {
    const entry = parseEntry({ ...parseObject(event.data), position: parsePosition(event.id) })
    return { kind: 'revocation', entry }
  }
  if (event.name !== 'snapshot') return undefined
  const { entries, is_last } = parseObject(event.data)
  if (!Array.isArray(entries) || typeof is_last !== 'boolean') throw malformed()
  const page = { kind: 'snapshot' as const, entries: entries.map(parseEntry) }
  return is_last ? { ...page, position: parsePosition(event.id) } : page
}

function parseEntry(value: unknown): RevocationEntry {
  if (typeof value !== 'object' || value === null) throw malformed()
  const { position, target, revoked_at, expires_at } = value as Record<string, unknown>
  return {
    position: parseTime(position),
    target: parseTarget(target),
    revokedAt: parseTime(revoked_at),
    expiresAt: parseTime(expires_at),
  }
}

const kinds = ['token', 'session', 'grant', 'client', 'subject', 'key'] as const

function parseTarget(value: unknown): RevocationTarget {
  if (typeof value !== 'object' || value === null) throw malformed()
  const { kind, id } = value as Record<string, unknown>
  if (kind === 'all') return { kind }
  const known = kinds.find((one) => one === kind)
  if (known === undefined || typeof id !== 'string') throw malformed()
  return { kind: known, id }
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed()
  }
  if (typeof value !== 'object' || value === null) throw malformed()
  return value as Record<string, unknown>
}

function parsePosition(id: string | undefined): number {
  if (id === undefined || !/^(?:0|[1-9]\d{0,15})$/.test(id)) throw malformed()
  return parseTime(Number(id))
}

/** A whole number that is not negative: a time, or a position. */
function parseTime(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw malformed()
  return value
}

function malformed(): Error {
  return new Error('the stream of revocations says something that cannot be understood')
}
