import {
  type Clock,
  type KeyLedger,
  type KeyRecord,
  nowSeconds,
  type SigningAlgorithm,
} from '@sallyport/protocol'
import type { KeyChest } from './key-chest.ts'
import type { KeyList } from './key-list.ts'
import type { KeySchedule } from './key-schedule.ts'

/** What came of `rotate`. */
export type KeyRotationOutcome =
  /** `kid` signs in the place of `from`; `early`: before every verifier had time to fetch it. */
  | {
      readonly kind: 'rotated'
      readonly kid: string
      readonly from: string
      readonly early: boolean
    }
  /** Nothing changed: `kid` may sign from then on, in seconds since the epoch. */
  | { readonly kind: 'not_yet'; readonly kid: string; readonly signsFrom: number }
  /** Nothing was left to do: another process put `kid` in the same key's place at the same moment. */
  | { readonly kind: 'raced'; readonly kid: string }

/** What came of `withdraw`; `signs`: the key that signs now, of the same algorithm. */
export type KeyWithdrawalOutcome =
  | { readonly kind: 'withdrawn'; readonly algorithm: SigningAlgorithm; readonly signs: string }
  | { readonly kind: 'already_withdrawn' }
  | { readonly kind: 'unknown' }

/** One thing that `upkeep` did. */
export interface KeyChange {
  readonly kind: 'added' | 'rotated'
  readonly kid: string
  readonly algorithm: SigningAlgorithm
}

/**
 * Whatever changes the keys of a ledger. Invariant: the ledger decides, each time in one step; what was
 * read before only says whether it is worth making a key.
 */
export interface KeyChanges {
  addFirst(alg: SigningAlgorithm): Promise<void>
  rotate(alg: SigningAlgorithm, force: boolean): Promise<KeyRotationOutcome>
  withdraw(kid: string): Promise<KeyWithdrawalOutcome>
  upkeep(algorithms: readonly SigningAlgorithm[]): Promise<readonly KeyChange[]>
}

export function createKeyChanges(options: {
  readonly ledger: KeyLedger
  readonly list: KeyList
  readonly chest: KeyChest
  readonly schedule: KeySchedule
  readonly clock: Clock
}): KeyChanges {
  const { ledger, list, chest, schedule, clock } = options
  const { publishAheadSeconds, rotateEverySeconds, keepRetiredSeconds } = schedule
  const makeNext = (alg: SigningAlgorithm) => chest.make(alg, 'next', publishAheadSeconds)

  /**
   * All keys, as they are this moment. Security: under another secret than the other nodes' this throws,
   * before there could be a key that they cannot use.
   */
  async function readNow(except?: string): Promise<readonly KeyRecord[]> {
    const records = await ledger.list()
    for (const record of records) {
      if (record.status !== 'withdrawn' && record.kid !== except) chest.open(record)
    }
    return records
  }

  async function addFirst(alg: SigningAlgorithm): Promise<void> {
    // Nobody has fetched a set without it, so the next key may sign at any time.
    const pair = await Promise.all([chest.make(alg, 'signing', 0), chest.make(alg, 'next', 0)])
    // Whether these were added or another process was faster, the ledger now has two.
    await ledger.addFirst(...pair)
    list.forget()
  }

  async function addNext(alg: SigningAlgorithm): Promise<KeyChange | undefined> {
    const next = await makeNext(alg)
    const added = await ledger.addNext(next)
    list.forget()
    return added ? { kind: 'added', kid: next.kid, algorithm: alg } : undefined
  }

  async function exchange(from: KeyRecord, to: KeyRecord): Promise<boolean> {
    const next = await makeNext(from.alg)
    const now = nowSeconds(clock)
    const rotated = await ledger.rotate({ alg: from.alg, from: from.kid, to: to.kid, next, now })
    list.forget()
    return rotated
  }

  async function keepUp(
    alg: SigningAlgorithm,
    records: readonly KeyRecord[],
  ): Promise<KeyChange | undefined> {
    const now = nowSeconds(clock)
    const { signing, next } = findStanding(records, alg)
    if (signing === undefined) {
      await addFirst(alg)
      return undefined
    }
    if (next === undefined) return addNext(alg)
    if (now - signing.signsFrom < rotateEverySeconds || next.signsFrom > now) return undefined
    return (await exchange(signing, next))
      ? { kind: 'rotated', kid: next.kid, algorithm: alg }
      : undefined
  }

  return {
    addFirst,

    async rotate(alg, force) {
      let { signing, next } = findStanding(await readNow(), alg)
      if (signing === undefined) await addFirst(alg)
      else if (next === undefined) await addNext(alg)
      if (signing === undefined || next === undefined) {
        ;({ signing, next } = findStanding(await readNow(), alg))
      }
      if (signing === undefined || next === undefined) {
        throw new Error('the key ledger does not show the keys just added')
      }
      const { kid, signsFrom } = next
      const early = signsFrom > nowSeconds(clock)
      if (early && !force) return { kind: 'not_yet', kid, signsFrom }
      if (await exchange(signing, next)) return { kind: 'rotated', kid, from: signing.kid, early }
      return { kind: 'raced', kid: findStanding(await readNow(), alg).signing?.kid ?? kid }
    },

    async withdraw(kid) {
      const record = (await readNow(kid)).find((one) => one.kid === kid)
      if (record === undefined) return { kind: 'unknown' }
      if (record.status === 'withdrawn') return { kind: 'already_withdrawn' }
      const { alg } = record
      const next = await makeNext(alg)
      try {
        const withdrawn = await ledger.withdraw({ kid, next, now: nowSeconds(clock) })
        if (!withdrawn) return { kind: 'already_withdrawn' }
      } finally {
        // Even where the answer was lost: what was remembered before must not serve on.
        list.forget()
      }
      const signs = findStanding(await ledger.list(), alg).signing?.kid
      if (signs === undefined) throw new Error(`the key ledger shows no key that signs ${alg}`)
      return { kind: 'withdrawn', algorithm: alg, signs }
    },

    async upkeep(algorithms) {
      const records = await readNow()
      const changes: KeyChange[] = []
      for (const alg of algorithms) {
        const change = await keepUp(alg, records)
        if (change !== undefined) changes.push(change)
      }
      const before = nowSeconds(clock) - keepRetiredSeconds
      const isDue = ({ status, retiredAt = before }: KeyRecord) =>
        status === 'retired' && retiredAt < before
      if (records.some(isDue)) {
        await ledger.forgetRetired(before)
        list.forget()
      }
      return changes
    },
  }
}

/** The keys of an algorithm that sign now and next. */
export function findStanding(records: readonly KeyRecord[], alg: SigningAlgorithm) {
  const find = (status: KeyRecord['status']) =>
    records.findLast((record) => record.alg === alg && record.status === status)
  return { signing: find('signing'), next: find('next') }
}
