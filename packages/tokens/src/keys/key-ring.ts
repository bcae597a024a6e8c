import type { Clock, KeyLedger, KeyRecord, Secret, SigningAlgorithm } from '@sallyport/protocol'
import {
  createKeyChanges,
  findStanding,
  type KeyChange,
  type KeyRotationOutcome,
  type KeyWithdrawalOutcome,
} from './change-keys.ts'
import type { JwkSet } from './jwk-set.ts'
import { createKeyChest } from './key-chest.ts'
import { createKeyList } from './key-list.ts'
import { checkKeySchedule, defaultKeySchedule, type KeySchedule } from './key-schedule.ts'
import type { Signer } from './signer.ts'

export interface KeyRingOptions {
  readonly ledger: KeyLedger
  /** The configuration's secret, under which private keys are sealed; its strength is checked there. */
  readonly secret: Secret<string>
  /** Secrets that keys may still be sealed under, or already. Default none. */
  readonly previousSecrets?: readonly Secret<string>[]
  /** Those that there are keys for: at least one. */
  readonly algorithms: readonly SigningAlgorithm[]
  readonly clock: Clock
  /** When keys come and go; what is not said is as in `defaultKeySchedule`. */
  readonly schedule?: Partial<KeySchedule>
  /**
   * How old the remembered list of keys may be: within this time a rotation or withdrawal elsewhere is
   * seen. 1000.
   */
  readonly maxAgeMs?: number
  /** How long that list serves when the ledger cannot be read. 300,000: five minutes. */
  readonly maxStaleMs?: number
}

/** What may be shown about a key. Times in seconds since the epoch. */
export type KeySummary = Omit<KeyRecord, 'publicJwk' | 'sealedPrivateKey'>

/** The signing keys of an authority; every process of it holds a ring over the one ledger. */
export interface KeyRing {
  /** The signing key of an algorithm; where there is none, it and the next one are made. */
  signer(algorithm: SigningAlgorithm): Promise<Signer>
  /**
   * The public half of every key that is not withdrawn, with `kid`, `use` and `alg`: of each algorithm the
   * signing one, the next one, and those retired. The same object while nothing has changed.
   */
  publicKeys(): Promise<JwkSet>
  /** Lets the next key sign where its time has come; `force`: whether or not it has. */
  rotate(
    algorithm: SigningAlgorithm,
    options?: { readonly force?: boolean },
  ): Promise<KeyRotationOutcome>
  /** Publishes a key no more, lets the next one sign, and revokes what it signed; all in one step. */
  withdraw(kid: string): Promise<KeyWithdrawalOutcome>
  /**
   * To be called about once a minute by every process: adds a next key that is missing, rotates by the
   * schedule, forgets retired keys whose tokens have all expired. Of any number of processes one performs
   * each of these, and answers it.
   */
  upkeep(): Promise<readonly KeyChange[]>
  /**
   * Seals under the secret every key that is sealed under a previous one; the number of them. Of
   * several processes that do it at once each key is sealed anew by one.
   */
  reseal(): Promise<number>
  /** Oldest first, withdrawn ones too. */
  list(): Promise<readonly KeySummary[]>
}

/**
 * Makes the key ring of an authority. `signer` and `publicKeys` reject when the secret does not open a
 * key of the ledger.
 * Security: what is published is derived from the private keys that the secret opens, never read from
 * the ledger: someone who can write the ledger cannot make us publish a key of theirs.
 */
export function createKeyRing(options: KeyRingOptions): KeyRing {
  const { ledger, secret, previousSecrets = [], algorithms, clock } = options
  const { maxAgeMs = 1000, maxStaleMs = 300_000 } = options
  if (secret.reveal() === '')
    throw new Error('`secret` is empty: set the secret of the configuration')
  if (algorithms.length === 0) throw new Error('`algorithms` is empty: name at least one')
  const schedule = checkKeySchedule({ ...defaultKeySchedule, ...options.schedule })
  const list = createKeyList({ ledger, clock, maxAgeMs, maxStaleMs, patienceMs: PATIENCE_MS })
  const chest = createKeyChest({ secret, previousSecrets, clock })
  const changes = createKeyChanges({ ledger, list, chest, schedule, clock })
  const creating = new Map<SigningAlgorithm, Promise<void>>()
  let published: JwkSet = { keys: [] }

  function createFirst(algorithm: SigningAlgorithm): Promise<void> {
    const known = creating.get(algorithm)
    if (known !== undefined) return known
    const started = changes.addFirst(algorithm).finally(() => creating.delete(algorithm))
    creating.set(algorithm, started)
    return started
  }

  async function signer(algorithm: SigningAlgorithm): Promise<Signer> {
    const { signing } = findStanding(await list.records(), algorithm)
    if (signing !== undefined) return chest.open(signing).signer
    await createFirst(algorithm)
    const first = findStanding(await list.records(), algorithm).signing
    if (first === undefined) throw new Error('the key ledger does not show the key just added')
    return chest.open(first).signer
  }

  return {
    signer,

    async publicKeys() {
      // Whoever asks before all keys are made waits, and sees all of them.
      await Promise.all(algorithms.map(signer))
      const records = (await list.records()).filter(({ status }) => status !== 'withdrawn')
      const keys = records.map((record) => chest.open(record).jwk)
      chest.keepOnly(records)
      const isSame =
        keys.length === published.keys.length && keys.every((key, i) => key === published.keys[i])
      if (!isSame) published = Object.freeze({ keys: Object.freeze(keys) })
      return published
    },

    rotate: (algorithm, { force = false } = {}) => changes.rotate(algorithm, force),
    withdraw: (kid) => changes.withdraw(kid),
    upkeep: () => changes.upkeep(algorithms),

    async reseal() {
      const standing = (await ledger.list()).filter(({ status }) => status !== 'withdrawn')
      const done = await Promise.all(
        standing.map(async (record) => {
          const sealed = chest.sealAnew(record)
          if (sealed === undefined) return false
          return ledger.reseal(record.kid, record.sealedPrivateKey, sealed)
        }),
      )
      list.forget()
      return done.filter(Boolean).length
    },

    async list() {
      return (await list.records()).map(summaryOf)
    },
  }
}

/** How long a question waits for a ledger that does not answer, where a remembered list may serve. */
const PATIENCE_MS = 1000

function summaryOf(record: KeyRecord): KeySummary {
  const { publicJwk: _public, sealedPrivateKey: _sealed, ...summary } = record
  return summary
}
