import type { KeyLedger, KeyRecord } from '@sallyport/protocol'

/** A ledger in memory, with what a test needs besides: how often it was read, and the raw records. */
interface MemoryKeyLedger extends KeyLedger {
  readonly records: KeyRecord[]
  reads(): number
}

/** Makes an empty ledger; each call takes a turn of the event loop, as a real store would. */
export function memoryKeyLedger(): MemoryKeyLedger {
  const records: KeyRecord[] = []
  let reads = 0
  return {
    records,
    reads: () => reads,
    async list() {
      reads += 1
      await turn()
      return [...records]
    },
    async addFirst(key) {
      await turn()
      if (records.some(({ alg, status }) => alg === key.alg && status === 'signing')) return false
      records.push(key)
      return true
    },
    async rotate(key) {
      await turn()
      for (const [index, record] of records.entries()) {
        if (record.alg === key.alg && record.status === 'signing') {
          records[index] = { ...record, status: 'retired', retiredAt: key.createdAt }
        }
      }
      records.push(key)
    },
    async reseal(kid, from, to) {
      await turn()
      const index = records.findIndex((one) => one.kid === kid && one.sealedPrivateKey === from)
      const record = records[index]
      if (record === undefined) return false
      records[index] = { ...record, sealedPrivateKey: to }
      return true
    },
    async forgetRetired(before) {
      await turn()
      const kept = records.filter(({ retiredAt }) => retiredAt === undefined || retiredAt >= before)
      records.splice(0, records.length, ...kept)
    },
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
