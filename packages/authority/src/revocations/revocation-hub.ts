import { setTimeout as passed } from 'node:timers/promises'
import { type FeedReader, readFeed } from '@sallyport/revocation'
import type { RevocationEntry, RevocationLedger, RevocationSnapshot } from '@sallyport/store'

/** One reading of the feed for all the streams of a process. */
export interface RevocationHub {
  /**
   * What follows a position, as soon as there is something, and at the latest after `ms`. `behind`: only the
   * store knows, up to the position it says.
   */
  next(after: number, ms: number): Promise<HubAnswer>
  /** Everything there is; one value for all who ask at about the same time. */
  snapshot(): Promise<RevocationSnapshot>
  /** Ends it, and whatever waits. */
  stop(): Promise<void>
}

export type HubAnswer =
  | {
      readonly kind: 'entries'
      /** May be none. */
      readonly entries: readonly RevocationEntry[]
      /** With them, everything that was revoked until then is told; of `performance.now`. */
      readonly heardAtMs: number
    }
  | { readonly kind: 'behind'; readonly head: number }

/** The last entries that were heard of, and the position that they follow. */
interface Batch {
  readonly after: number
  readonly entries: readonly RevocationEntry[]
}

const waitMs = 1000
/** Whoever is slower than that asks the store, a page at a time. */
const maxBatches = 100
const snapshotAgeMs = 1000
const firstAnswerMs = 500

/**
 * Makes one; it reads nothing before the first stream waits. `onError` is told of each failure to read.
 */
export function createRevocationHub(
  ledger: RevocationLedger,
  world: {
    readonly onError: (error: unknown) => void
    /** The feed has lost its memory: no stream can go on. */
    readonly onLost: () => void
  },
): RevocationHub {
  const waiting = new Set<() => void>()
  let batches: readonly Batch[] = []
  let reader: FeedReader | undefined
  let position = 0
  let first: Promise<unknown> = Promise.resolve()
  let loaded: { readonly atMs: number; readonly snapshot: Promise<RevocationSnapshot> } | undefined

  function wakeAll(): void {
    for (const wake of [...waiting]) wake()
  }

  function start(after: number): FeedReader {
    position = after
    return readFeed({
      feed: ledger,
      after,
      // Nothing is known until the first answer.
      heardAtMs: Number.NEGATIVE_INFINITY,
      waitMs,
      graceMs: 2000,
      monotonicMs: () => performance.now(),
      onEntries: (entries) => {
        if (entries.length === 0) return
        batches = [...batches.slice(1 - maxBatches), { after: position, entries }]
        position = entries.at(-1)?.position ?? position
        wakeAll()
      },
      onLost: async () => {
        batches = []
        position = (await ledger.snapshot()).position
        world.onLost()
        return position
      },
      onHeard: () => {},
      onError: world.onError,
    })
  }

  function look(after: number, { heardAtMs }: FeedReader): HubAnswer {
    const known = batches[0]?.after ?? position
    if (after < known) return { kind: 'behind', head: position }
    const entries = batches.flatMap((one) => one.entries).filter((one) => one.position > after)
    return { kind: 'entries', entries, heardAtMs: heardAtMs() }
  }

  return {
    next: async (after, ms) => {
      if (reader === undefined) {
        reader = start(after)
        first = Promise.race([reader.catchUp().catch(() => {}), passed(firstAnswerMs)])
      }
      // Before that nobody could say how far behind this is.
      await first
      const answer = look(after, reader)
      if (answer.kind === 'behind' || answer.entries.length > 0) return answer
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake)
          clearTimeout(timer)
          resolve()
        }
        const timer = setTimeout(wake, Math.max(0, ms)).unref()
        waiting.add(wake)
      })
      return look(after, reader)
    },
    snapshot: () => {
      const now = performance.now()
      if (loaded === undefined || now - loaded.atMs > snapshotAgeMs) {
        const snapshot = ledger.snapshot()
        loaded = { atMs: now, snapshot }
        // Nobody keeps it longer than it is of use.
        const forget = () => {
          if (loaded?.snapshot === snapshot) loaded = undefined
        }
        snapshot.then(() => setTimeout(forget, snapshotAgeMs).unref(), forget)
      }
      return loaded.snapshot
    },
    stop: async () => {
      wakeAll()
      await reader?.stop()
    },
  }
}
