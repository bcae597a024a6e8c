import { type Clock, tell } from '@sallyport/protocol'
import { discoverKeySet } from './discover-key-set.ts'
import type { KeySet } from './import-key-set.ts'
import { checkEndpointUrl, checkIssuerUrl } from './issuer-urls.ts'
import type { FoundKey, KeySource } from './key-source.ts'
import { withDeadline } from './with-deadline.ts'

export interface RemoteKeysOptions {
  readonly issuer: string
  /** Where the keys are, for an issuer that publishes no metadata. Found through it by default. */
  readonly jwksUri?: string
  readonly clock: Clock
  readonly fetch?: typeof globalThis.fetch
  /** After this the keys are fetched again, in the background. 600. */
  readonly maxAgeSeconds?: number
  /** An unknown `kid` causes at most one fetch in this time. 30. */
  readonly coolDownSeconds?: number
  /** For metadata and keys together. 3000. */
  readonly timeoutMs?: number
  /** Allows plain http beyond loopback. False. */
  readonly allowInsecure?: boolean
  /** Told of every fetch that failed; the errors name addresses, never tokens. */
  readonly onError?: (error: unknown) => void
}

/** How long keys serve when they cannot be fetched again. */
const MAX_STALE_SECONDS = 86_400
/** A failed fetch is followed by none for this long. */
const RETRY_SECONDS = 1

/**
 * The keys of an issuer, found through its metadata, fetched at the first question and remembered.
 *
 * - One fetch at a time; whoever needs its outcome waits for the same one.
 * - Older than `maxAgeSeconds`: still served, while a fetch runs in the background. When that
 *   fails the old keys serve on, up to 24 hours after they were fetched; then `unavailable`.
 * - A `kid` that is not among them: one fetch in `coolDownSeconds`, then `unknown`.
 * - Nothing to serve and the fetch failed: `unavailable`, and the next try a second later at the earliest.
 *
 * Throws on an issuer or `jwksUri` that is not https, except http on loopback.
 */
export function createRemoteKeys(options: RemoteKeysOptions): KeySource {
  const { issuer, jwksUri, clock, fetch = globalThis.fetch, onError = () => {} } = options
  const { allowInsecure = false } = options
  const { maxAgeSeconds = 600, coolDownSeconds = 30, timeoutMs = 3000 } = options
  checkIssuerUrl(issuer, allowInsecure)
  if (jwksUri !== undefined) checkEndpointUrl('jwks_uri', jwksUri, { issuer, allowInsecure })
  const discovery = { issuer, fetch, allowInsecure, ...(jwksUri === undefined ? {} : { jwksUri }) }

  let cached: { readonly keys: KeySet; readonly atMs: number } | undefined
  let failedAtMs: number | undefined
  let unknownAtMs: number | undefined
  let inFlight: Promise<void> | undefined

  /** Never rejects: nobody waits for a fetch in the background. */
  async function load(): Promise<void> {
    const atMs = clock.nowMs()
    try {
      const keys = await withDeadline(timeoutMs, (signal) => discoverKeySet(discovery, signal))
      cached = { keys, atMs }
      failedAtMs = undefined
    } catch (error) {
      failedAtMs = clock.nowMs()
      tell(onError, error)
    }
  }

  /** Starts a fetch, or joins the one under way; does nothing right after a failed one. */
  async function refresh(): Promise<void> {
    if (inFlight === undefined) {
      if (isWithin(failedAtMs, RETRY_SECONDS)) return
      inFlight = load().finally(() => {
        inFlight = undefined
      })
    }
    await inFlight
  }

  function isWithin(startMs: number | undefined, seconds: number): boolean {
    // A clock that was set back makes everything old, not new for ever.
    const ageMs = startMs === undefined ? -1 : clock.nowMs() - startMs
    return ageMs >= 0 && ageMs < seconds * 1000
  }

  /** The keys that may be served now, fetched first if there are none. */
  async function current(): Promise<KeySet | undefined> {
    if (isWithin(cached?.atMs, maxAgeSeconds)) return cached?.keys
    const refreshed = refresh()
    if (!isWithin(cached?.atMs, MAX_STALE_SECONDS)) await refreshed
    return isWithin(cached?.atMs, MAX_STALE_SECONDS) ? cached?.keys : undefined
  }

  /** Security: random `kid`s must not turn us into a flood against the issuer. */
  async function refreshForUnknownKid(): Promise<void> {
    if (inFlight === undefined) {
      if (isWithin(unknownAtMs, coolDownSeconds) || isWithin(failedAtMs, RETRY_SECONDS)) return
      unknownAtMs = clock.nowMs()
    }
    await refresh()
  }

  return {
    async find(kid, alg) {
      const before = cached
      const keys = await current()
      if (keys === undefined) return { kind: 'unavailable' }
      const isJustFetched = cached !== before
      if (!keys.has(kid) && !isJustFetched) await refreshForUnknownKid()
      return select(cached?.keys ?? keys, kid, alg)
    },
  }
}

function select(keys: KeySet, kid: string, alg: string): FoundKey {
  const known = keys.get(kid)
  return known?.alg === alg ? { kind: 'found', key: known.key } : { kind: 'unknown' }
}
