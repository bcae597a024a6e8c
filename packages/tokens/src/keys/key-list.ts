import type { Clock, KeyLedger, KeyRecord } from '@sallyport/protocol'

/** The ledger's keys, remembered for a short while. */
interface KeyList {
  /** Oldest first; at most `maxAgeMs` old. */
  records(): Promise<readonly KeyRecord[]>
  /** To be called after a change: the next answer is read anew. */
  forget(): void
}

/** Makes a list over a ledger; callers that come at once share one read. */
export function createKeyList(ledger: KeyLedger, clock: Clock, maxAgeMs: number): KeyList {
  let remembered: { readonly records: readonly KeyRecord[]; readonly atMs: number } | undefined
  let loading: Promise<readonly KeyRecord[]> | undefined
  let changes = 0

  async function load(): Promise<readonly KeyRecord[]> {
    const atMs = clock.nowMs()
    const changesBefore = changes
    const records = await ledger.list()
    // Invariant: what was read before a change is not remembered after it.
    if (changes === changesBefore) remembered = { records, atMs }
    return records
  }

  return {
    async records() {
      const ageMs = remembered === undefined ? -1 : clock.nowMs() - remembered.atMs
      if (remembered !== undefined && ageMs >= 0 && ageMs < maxAgeMs) return remembered.records
      if (loading === undefined) {
        const started = load().finally(() => {
          if (loading === started) loading = undefined
        })
        loading = started
      }
      return loading
    },
    forget() {
      changes += 1
      remembered = undefined
      loading = undefined
    },
  }
}
