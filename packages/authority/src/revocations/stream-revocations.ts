import type { RevocationEntry, RevocationLedger, RevocationSnapshot } from '@sallyport/store'
import type { RevocationHub } from './revocation-hub.ts'

export interface StreamSource {
  readonly ledger: RevocationLedger
  readonly hub: RevocationHub
  /** The last position that the reader has; undefined: none. */
  readonly after: number | undefined
  /** Asked before each heartbeat: whether the reader still may read. */
  readonly mayRead: () => Promise<boolean>
}

/** How often the reader is told that there is nothing else, milliseconds. */
const heartbeatMs = 500
const pageSize = 1000

/**
 * The revocations as server-sent events: `snapshot` pages where the reader has none, or one that nobody can
 * vouch for; then one `revocation` each, its `id` the position; and a `heartbeat` twice a second. Ends where the
 * reader must begin anew, or may not read any more.
 * Security: of an entry nothing leaves but target, times and position.
 * @see WHATWG HTML §9.2
 */
export async function* streamRevocations(source: StreamSource): AsyncGenerator<string, void> {
  const { ledger, hub, mayRead } = source
  const startedAtMs = performance.now()
  let position = await confirm(source.after, ledger)
  if (position === undefined) {
    const snapshot = await hub.snapshot()
    yield* renderSnapshot(snapshot)
    position = snapshot.position
  }
  let nextHeartbeatAtMs = startedAtMs
  for (;;) {
    const answer = await hub.next(position, nextHeartbeatAtMs - performance.now())
    if (answer.kind === 'behind') {
      const wait = { after: position, limit: pageSize, waitMs: 0 }
      const entries = await ledger.next(wait)
      if (entries === 'lost') return
      for (const entry of entries) yield renderEntry(entry)
      position = entries.at(-1)?.position ?? answer.head
      continue
    }
    const askedAtMs = performance.now()
    if (answer.entries.length > 0) {
      yield answer.entries.map(renderEntry).join('')
      position = answer.entries.at(-1)?.position ?? position
    }
    if (performance.now() < nextHeartbeatAtMs) continue
    if (!(await mayRead())) return
    yield renderHeartbeat(askedAtMs - startedAtMs, askedAtMs - answer.heardAtMs)
    nextHeartbeatAtMs = performance.now() + heartbeatMs
  }
}

/** The position, where the feed vouches that it has everything behind it. */
async function confirm(
  after: number | undefined,
  ledger: RevocationLedger,
): Promise<number | undefined> {
  if (after === undefined) return undefined
  const entries = await ledger.next({ after, limit: 1, waitMs: 0 })
  return entries === 'lost' ? undefined : after
}

/** The last page alone has an id: whoever has not read it begins anew. */
function* renderSnapshot({ position, entries }: RevocationSnapshot): Generator<string> {
  const pages = Math.max(1, Math.ceil(entries.length / pageSize))
  for (let page = 0; page < pages; page += 1) {
    const isLast = page === pages - 1
    const data = {
      entries: entries.slice(page * pageSize, (page + 1) * pageSize).map(describeEntry),
      is_last: isLast,
    }
    yield renderEvent('snapshot', data, isLast ? position : undefined)
  }
}

function renderEntry(entry: RevocationEntry): string {
  const { target, revoked_at, expires_at } = describeEntry(entry)
  return renderEvent('revocation', { target, revoked_at, expires_at }, entry.position)
}

/** `elapsed_ms`: since the stream began; `lag_ms`: how much earlier everything is told. */
function renderHeartbeat(elapsedMs: number, lagMs: number): string {
  const lag = Number.isFinite(lagMs) ? Math.max(0, Math.ceil(lagMs)) : unknownLagMs
  return renderEvent('heartbeat', { elapsed_ms: Math.floor(elapsedMs), lag_ms: lag })
}

/** Before the first answer of the store: longer than anybody allows. */
const unknownLagMs = 86_400_000

function describeEntry({ position, target, revokedAt, expiresAt }: RevocationEntry) {
  const named = target.kind === 'all' ? { kind: target.kind } : { kind: target.kind, id: target.id }
  return { position, target: named, revoked_at: revokedAt, expires_at: expiresAt }
}

/** JSON has no line breaks, so that the data is one line. */
function renderEvent(event: string, data: object, id?: number): string {
  const identified = id === undefined ? '' : `id: ${id}\n`
  return `event: ${event}\n${identified}data: ${JSON.stringify(data)}\n\n`
}
