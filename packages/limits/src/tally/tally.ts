import type { Clock } from '@sallyport/protocol'

/** Counts what happens over and over, so that it is told now and then and not each time. */
export interface Tally {
  /**
   * Counts one. Answers how often it has happened since it was last told, this once included, where it is
   * to be told now; undefined where it was told within the window.
   */
  note(key: string): number | undefined
}

/**
 * Makes a tally: the first is told at once, and then at most one in `windowSeconds` for each key. Beyond
 * `maxKeys` keys the one that was told longest ago is forgotten, and told again when it comes back.
 */
export function createTally(options: {
  readonly windowSeconds: number
  readonly clock: Clock
  /** 10,000. */
  readonly maxKeys?: number
}): Tally {
  const { windowSeconds, clock, maxKeys = 10_000 } = options
  const entries = new Map<string, { readonly toldAtMs: number; untold: number }>()
  return {
    note: (key) => {
      const nowMs = clock.nowMs()
      const entry = entries.get(key)
      // A clock that was set back says nothing about how long ago that was.
      const ageMs = entry === undefined ? -1 : nowMs - entry.toldAtMs
      if (entry !== undefined && ageMs >= 0 && ageMs < windowSeconds * 1000) {
        entry.untold += 1
        return undefined
      }
      entries.delete(key)
      entries.set(key, { toldAtMs: nowMs, untold: 0 })
      if (entries.size > maxKeys) {
        for (const oldest of entries.keys()) {
          entries.delete(oldest)
          break
        }
      }
      return (entry?.untold ?? 0) + 1
    },
  }
}
