import { Secret } from '@sallyport/protocol'
import type { RevocationEntry } from '@sallyport/store'
import type { RevocationFeed } from '../revocation-feed.ts'
import { connectStream, type StreamConnection } from './stream-connection.ts'

export interface RevocationStreamOptions {
  /** Of the authority, exactly as its tokens say it; its stream is at `/revocations` below it. */
  readonly issuer: string
  /** A confidential client (`client_secret_basic`) that the authority has in `introspectedBy` of a resource. */
  readonly clientId: string
  readonly clientSecret: string | Secret<string>
  /** Default: that of the platform. */
  readonly fetch?: typeof fetch
  /** Milliseconds that never go back; `performance.now`. */
  readonly monotonicMs?: () => number
}

/** The stream of an authority as a feed, for `followRevocations`. */
export interface RevocationStream extends RevocationFeed {
  lagMs(): number
  /** Hangs up. */
  close(): void
}

/** An authority may give the same snapshot for a second to all who ask, and it takes time to make. */
const snapshotAgeMs = 2000

/**
 * Makes the feed; nothing is connected before the first question. A connection that ended, or was silent for
 * three seconds, is an error of the question that meets it; the next one connects again and says which position
 * it has, so that none is missed. Throws where the issuer is not https (except on loopback).
 */
export function revocationStream(options: RevocationStreamOptions): RevocationStream {
  const { clientId, fetch = globalThis.fetch } = options
  const monotonicMs = options.monotonicMs ?? (() => performance.now())
  const secret = new Secret(
    typeof options.clientSecret === 'string' ? options.clientSecret : options.clientSecret.reveal(),
  )
  const world = {
    url: streamUrl(options.issuer),
    authorization: () => basic(clientId, secret.reveal()),
    fetch,
    monotonicMs,
  }
  let connection: StreamConnection | undefined
  /** The last position that was handed over on this connection. */
  let position: number | undefined
  let heardAtMs = Number.NEGATIVE_INFINITY
  /** Questions are answered one after the other. */
  let last: Promise<unknown> = Promise.resolve()

  function hangUp(): void {
    connection?.close()
    connection = undefined
    position = undefined
  }

  async function connect(
    after: number | undefined,
    signal?: AbortSignal,
  ): Promise<StreamConnection> {
    hangUp()
    connection = await connectStream(world, after, signal)
    position = after
    return connection
  }

  async function loadSnapshot() {
    const isComing = connection?.messages[0]?.kind === 'snapshot'
    const open = isComing && connection !== undefined ? connection : await connect(undefined)
    const entries: RevocationEntry[] = []
    for (;;) {
      const message = open.messages.shift()
      if (message === undefined) await open.wait(Number.POSITIVE_INFINITY, undefined)
      else if (message.kind === 'snapshot') {
        for (const entry of message.entries) entries.push(entry)
        if (message.position === undefined) continue
        position = message.position
        heardAtMs = open.requestedAtMs - snapshotAgeMs
        return { position, entries }
      }
    }
  }

  /** Hands over what has come: at most `limit` entries, and whatever heartbeats are before the next. */
  function take(open: StreamConnection, limit: number) {
    const entries: RevocationEntry[] = []
    let hasHeard = false
    for (;;) {
      const [message] = open.messages
      if (message === undefined || message.kind === 'snapshot') break
      if (message.kind === 'revocation') {
        if (entries.length === limit) break
        entries.push(message.entry)
        position = message.entry.position
      } else {
        const { elapsedMs, lagMs } = message
        heardAtMs = Math.max(heardAtMs, open.requestedAtMs + elapsedMs - lagMs)
        hasHeard = true
      }
      open.messages.shift()
    }
    return { entries, hasHeard }
  }

  async function awaitEntries({
    after,
    limit,
    waitMs,
    signal,
  }: Parameters<RevocationFeed['next']>[0]) {
    const deadlineMs = monotonicMs() + waitMs
    const isThere = connection !== undefined && position === after
    const open = isThere && connection !== undefined ? connection : await connect(after, signal)
    for (;;) {
      if (open.messages[0]?.kind === 'snapshot') return 'lost'
      const { entries, hasHeard } = take(open, limit)
      const leftMs = deadlineMs - monotonicMs()
      if (entries.length > 0 || hasHeard || !(leftMs > 0) || signal?.aborted === true) {
        return entries
      }
      await open.wait(leftMs, signal)
    }
  }

  /** One question after the other; one that fails hangs up. */
  function inTurn<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    const answer = last.then(question)
    last = answer.catch(hangUp)
    return answer
  }

  return {
    snapshot: () => inTurn(loadSnapshot),
    next: (wait) => inTurn(() => awaitEntries(wait)),
    lagMs: () => monotonicMs() - heardAtMs,
    close: hangUp,
  }
}

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

function streamUrl(issuer: string): string {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  const isSecure =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && loopbackHosts.has(url.hostname))
  if (
    url === undefined ||
    !isSecure ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  ) {
    // Without the value: an address with a password in it would be shown.
    throw new TypeError(
      '`issuer` must be an https URL without query or fragment (http only on loopback)',
    )
  }
  return `${issuer.replace(/\/$/, '')}/revocations`
}

/** Both halves are form-encoded before they are joined (RFC 6749 §2.3.1). */
function basic(clientId: string, secret: string): string {
  const joined = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`
  return `Basic ${Buffer.from(joined).toString('base64')}`
}
