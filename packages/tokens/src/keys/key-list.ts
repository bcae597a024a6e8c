import type { Clock, KeyLedger, KeyRecord } from '@sallyport/protocol'

interface KeyListOptions {
  readonly ledger: KeyLedger
  readonly clock: Clock
  /** After this the ledger is asked again. */
  readonly maxAgeMs: number
  /** How long a list serves when the ledger cannot be read again. */
  readonly maxStaleMs: number
  /** How long a question waits for a ledger that does not answer, where there is a list to serve. */
  readonly patienceMs: number
}

/** The ledger's keys, remembered for a short while. */
export interface KeyList {
  /** Oldest first; see `createKeyList` for how old. Rejects where the ledger does and no list may serve. */
  records(): Promise<readonly KeyRecord[]>
  /** To be called after a change: the next answer is read anew, and nothing from before it serves. */
  forget(): void
}

/**
 * Makes a list over a ledger.
 *
 * - Up to `maxAgeMs` old it is served as it is; callers that then come at once share one read.
 * - Where that read fails, or takes longer than `patienceMs`, the old list serves on, up to `maxStaleMs`,
 *   and nobody waits for the tries that follow, one in `maxAgeMs`.
 */
export function createKeyList(options: KeyListOptions): KeyList {
  const { ledger, clock, maxAgeMs, maxStaleMs, patienceMs } = options
  let remembered: { readonly records: readonly KeyRecord[]; readonly atMs: number } | undefined
  let loading: Promise<readonly KeyRecord[]> | undefined
  /** When the ledger was last known to be away. */
  let awayAtMs: number | undefined
  let changes = 0

  async function load(): Promise<readonly KeyRecord[]> {
    const atMs = clock.nowMs()
    const changesBefore = changes
    try {
      const records = await ledger.list()
      // Invariant: what was read before a change is not remembered after it.
      if (changes === changesBefore) remembered = { records, atMs }
      awayAtMs = undefined
      return records
    } catch (error) {
      awayAtMs = clock.nowMs()
      throw error
    }
  }

  function shareLoad(): Promise<readonly KeyRecord[]> {
    if (loading === undefined) {
      const started = load().finally(() => {
        if (loading === started) loading = undefined
      })
      loading = started
    }
    return loading
  }

  function isWithin(startMs: number | undefined, limitMs: number): boolean {
    // A clock that was set back makes everything old, not new for ever.
    const ageMs = startMs === undefined ? -1 : clock.nowMs() - startMs
    return ageMs >= 0 && ageMs < limitMs
  }

  return {
    async records() {
      if (remembered !== undefined && isWithin(remembered.atMs, maxAgeMs)) return remembered.records
      if (remembered === undefined || !isWithin(remembered.atMs, maxStaleMs)) return shareLoad()
      const { records } = remembered
      if (isWithin(awayAtMs, maxAgeMs)) return records
      const isAway = awayAtMs !== undefined
      const loaded = shareLoad().catch(() => records)
      if (isAway) return records
      return withPatience(loaded, patienceMs, () => {
        awayAtMs = clock.nowMs()
        return records
      })
    },
    forget() {
      changes += 1
      remembered = undefined
      loading = undefined
      awayAtMs = undefined
    },
  }
}

async function withPatience<Answer>(
  answer: Promise<Answer>,
  limitMs: number,
  instead: () => Answer,
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve(instead()), limitMs)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
