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
  const find = (alg: string, status: KeyRecord['status']) =>
    records.find((one) => one.alg === alg && one.status === status)
  const change = (kid: string, changes: Partial<KeyRecord>) => {
    const index = records.findIndex((one) => one.kid === kid)
    const record = records[index]
    if (record !== undefined) records[index] = { ...record, ...changes }
  }
  return {
    records,
    reads: () => reads,
    async list() {
      reads += 1
      await turn()
      return [...records]
    },
    async addFirst(signing, next) {
      await turn()
      if (find(signing.alg, 'signing') !== undefined) return false
      records.push(signing, next)
      return true
    },
    async addNext(next) {
      await turn()
      if (find(next.alg, 'next') !== undefined) return false
      records.push(next)
      return true
    },
    async rotate({ alg, from, to, next, now }) {
      await turn()
      if (find(alg, 'signing')?.kid !== from || find(alg, 'next')?.kid !== to) return false
      change(from, { status: 'retired', retiredAt: now })
      change(to, { status: 'signing', signsFrom: now })
      records.push(next)
      return true
    },
    async withdraw({ kid, next, now }) {
      await turn()
      const record = records.find((one) => one.kid === kid && one.status !== 'withdrawn')
      if (record === undefined) return false
      const heir = find(record.alg, 'next')
      change(kid, { status: 'withdrawn', retiredAt: now })
      if (record.status === 'signing' && heir !== undefined) {
        change(heir.kid, { status: 'signing', signsFrom: now })
      }
      if (record.status !== 'retired') records.push(next)
      return true
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
      const kept = records.filter(
        ({ status, retiredAt = before }) => status !== 'retired' || retiredAt >= before,
      )
      records.splice(0, records.length, ...kept)
    },
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
