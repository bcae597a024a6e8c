import {
  delayAfter,
  type FailureAttempt,
  type FailureLedger,
  type FailureRecord,
  type FailureVerdict,
} from '@sallyport/store'

/** The failure ledger of the store's contract, in a Map. */
export function memoryFailureLedger(): FailureLedger {
  const records = new Map<string, FailureRecord>()

  function judge({ key, now, forgetAfterSeconds, rule }: FailureAttempt): FailureVerdict {
    const record = records.get(key) ?? { count: 0, lastAt: now }
    const isStopped = rule.maxFailures !== undefined && record.count >= rule.maxFailures
    const isForgotten = !isStopped && now - record.lastAt >= forgetAfterSeconds
    const count = isForgotten ? 0 : record.count
    const retryAfterSeconds = record.lastAt + delayAfter(count, rule) - now
    return retryAfterSeconds > 0
      ? { allowed: false, count, retryAfterSeconds }
      : { allowed: true, count }
  }

  return {
    async begin(attempt) {
      const verdict = judge(attempt)
      if (!verdict.allowed) return verdict
      const count = verdict.count + 1
      records.set(attempt.key, { count, lastAt: attempt.now })
      return { allowed: true, count }
    },
    check: async (attempt) => judge(attempt),
    async clear(key) {
      records.delete(key)
    },
    async forgive(key) {
      const record = records.get(key)
      if (record === undefined) return
      if (record.count === 1) records.delete(key)
      else records.set(key, { ...record, count: record.count - 1 })
    },
    async prune() {},
  }
}
