import { type Clock, tell } from '@sallyport/protocol'
import type { KeySet } from './import-key-set.ts'
import type { FoundKey } from './key-source.ts'
import { selectKey } from './select-key.ts'

export interface CachedKeysOptions {
  /**
   * Fetches the keys, in bounded time; rejects where they cannot be had. Undefined where nothing was even
   * sent, for a reason of our own: that says nothing of the keys, and counts as no try.
   */
  readonly load: () => Promise<KeySet | undefined>
  readonly clock: Clock
  /** After this the keys are fetched again, in the background. */
  readonly maxAgeSeconds: number
  /** After this an unknown `kid` may cause another fetch. */
  readonly coolDownSeconds: number
  /** How many such fetches may be saved up, for keys that change twice within that time. 1. */
  readonly unknownFetches?: number
  /** How long keys serve when they cannot be fetched again. */
  readonly maxStaleSeconds: number
  /** A failed fetch is followed by none for this long. */
  readonly retrySeconds: number
  /** Told of every fetch that failed. */
  readonly onError: (error: unknown) => void
}

/** Fetched keys; a question without a `kid` asks for the only key of the algorithm. */
export interface CachedKeys {
  /**
   * `mayLoad` is asked when a fetch is about to begin for this question, and keeps it from beginning: the
   * question is then answered from what there is. Default: it may.
   */
  find(kid: string | undefined, alg: string, mayLoad?: () => boolean): Promise<FoundKey>
}

/**
 * Keys that are fetched at the first question and remembered.
 *
 * - One fetch at a time; whoever needs its outcome waits for the same one.
 * - Older than `maxAgeSeconds`: still served, while a fetch runs in the background. When that
 *   fails the old keys serve on, up to `maxStaleSeconds` after they were fetched; then `unavailable`.
 * - A `kid` that is not among them: one fetch in `coolDownSeconds`, `unknownFetches` of them saved up, then
 *   `unknown`.
 * - Nothing to serve and the fetch failed: `unavailable`, and no next try for `retrySeconds`.
 */
export function createCachedKeys(options: CachedKeysOptions): CachedKeys {
  const { clock, maxAgeSeconds, coolDownSeconds, maxStaleSeconds, retrySeconds, onError } = options
  let cached: { readonly keys: KeySet; readonly atMs: number } | undefined
  let failedAtMs: number | undefined
  const { unknownFetches = 1 } = options
  /** Until then the fetches for unknown `kid`s that have begun are paid for, at one a cool-down. */
  let paidUntilMs = 0
  let inFlight: Promise<boolean> | undefined

  /** Whether it was tried. Never rejects: nobody waits for a fetch in the background. */
  async function load(): Promise<boolean> {
    const atMs = clock.nowMs()
    try {
      const keys = await options.load()
      if (keys === undefined) return false
      cached = { keys, atMs }
      failedAtMs = undefined
    } catch (error) {
      failedAtMs = clock.nowMs()
      tell(onError, error)
    }
    return true
  }

  /** Starts a fetch, or joins the one under way; right after a failed one there is none. Whether there was. */
  async function refresh(mayLoad: () => boolean): Promise<boolean> {
    if (inFlight === undefined) {
      if (isWithin(failedAtMs, retrySeconds) || !mayLoad()) return false
      inFlight = load().finally(() => {
        inFlight = undefined
      })
    }
    return inFlight
  }

  function isWithin(startMs: number | undefined, seconds: number): boolean {
    // A clock that was set back makes everything old, not new for ever.
    const ageMs = startMs === undefined ? -1 : clock.nowMs() - startMs
    return ageMs >= 0 && ageMs < seconds * 1000
  }

  /** The keys that may be served now, fetched first if there are none. */
  async function current(mayLoad: () => boolean): Promise<KeySet | undefined> {
    if (isWithin(cached?.atMs, maxAgeSeconds)) return cached?.keys
    const refreshed = refresh(mayLoad)
    if (!isWithin(cached?.atMs, maxStaleSeconds)) await refreshed
    return isWithin(cached?.atMs, maxStaleSeconds) ? cached?.keys : undefined
  }

  /** Security: random `kid`s must not turn us into a flood against whoever publishes the keys. */
  async function refreshForUnknownKid(mayLoad: () => boolean): Promise<void> {
    if (inFlight !== undefined) {
      await inFlight
      return
    }
    const coolDownMs = coolDownSeconds * 1000
    const aheadMs = paidUntilMs - clock.nowMs()
    // More than can be owed: the clock was set back.
    const owedMs = aheadMs > 0 && aheadMs <= coolDownMs * unknownFetches ? aheadMs : 0
    if (owedMs > coolDownMs * (unknownFetches - 1)) return
    const earlier = paidUntilMs
    paidUntilMs = clock.nowMs() + owedMs + coolDownMs
    if (!(await refresh(mayLoad))) paidUntilMs = earlier
  }

  return {
    async find(kid, alg, mayLoad = () => true) {
      const before = cached
      const keys = await current(mayLoad)
      if (keys === undefined) return { kind: 'unavailable' }
      const isJustFetched = cached !== before
      const isKnown = kid === undefined ? selectKey(keys, kid, alg).kind === 'found' : keys.has(kid)
      if (!isKnown && !isJustFetched) await refreshForUnknownKid(mayLoad)
      return selectKey(cached?.keys ?? keys, kid, alg)
    },
  }
}
