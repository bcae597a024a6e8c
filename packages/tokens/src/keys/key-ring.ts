import { createPublicKey, type KeyObject } from 'node:crypto'
import {
  type Clock,
  type KeyLedger,
  type KeyRecord,
  nowSeconds,
  type Secret,
  type SigningAlgorithm,
  secureRandom,
} from '@sallyport/protocol'
import { generateKey } from './generate-key.ts'
import { type Jwk, type JwkSet, publicJwkOf } from './jwk-set.ts'
import { createKeyList } from './key-list.ts'
import {
  deriveSealingKey,
  isSealedUnder,
  openPrivateKey,
  sealPrivateKey,
} from './seal-private-key.ts'
import { createSigner, type Signer } from './signer.ts'
import { thumbprint } from './thumbprint.ts'

export interface KeyRingOptions {
  readonly ledger: KeyLedger
  /** The configuration's secret, under which private keys are sealed; its strength is checked there. */
  readonly secret: Secret<string>
  /** Secrets that keys may still be sealed under, or already. Default none. */
  readonly previousSecrets?: readonly Secret<string>[]
  /** What new keys are for, and which key `signer()` answers. */
  readonly algorithm: SigningAlgorithm
  readonly clock: Clock
  /** How old the remembered list of keys may be: within this time a rotation elsewhere is seen. 1000. */
  readonly maxAgeMs?: number
}

/** What may be shown about a key. Times in seconds since the epoch. */
export type KeySummary = Pick<KeyRecord, 'kid' | 'alg' | 'status' | 'createdAt' | 'retiredAt'>

/** The signing keys of an authority; every process of it holds a ring over the one ledger. */
export interface KeyRing {
  /** The newest signing key of the algorithm; the first one is created when there is none. */
  signer(): Promise<Signer>
  /** The public half of every key, retired ones too, with `kid`, `use` and `alg`. */
  publicKeys(): Promise<JwkSet>
  /** Makes a new key, which signs from now on, and answers its `kid`. */
  rotate(): Promise<string>
  /**
   * Seals under the secret every key that is sealed under a previous one; the number of them. Of
   * several processes that do it at once each key is sealed anew by one.
   */
  reseal(): Promise<number>
  /** Oldest first. */
  list(): Promise<readonly KeySummary[]>
}

/**
 * Makes the key ring of an authority. `signer` and `publicKeys` reject when the secret does not open a
 * key of the ledger.
 * Security: what is published is derived from the private keys that the secret opens, never read from
 * the ledger: someone who can write the ledger cannot make us publish a key of theirs.
 */
export function createKeyRing(options: KeyRingOptions): KeyRing {
  const { ledger, secret, previousSecrets = [], algorithm, clock, maxAgeMs = 1000 } = options
  if (secret.reveal() === '')
    throw new Error('`secret` is empty: set the secret of the configuration')
  const sealingKey = deriveSealingKey(secret)
  const sealingKeys = [sealingKey, ...previousSecrets.map(deriveSealingKey)]
  const keys = createKeyList(ledger, clock, maxAgeMs)
  const opened = new Map<string, OpenedKey>()
  let creating: Promise<void> | undefined

  function open(record: KeyRecord): OpenedKey {
    const known = opened.get(record.kid)
    if (known !== undefined && known.sealed === record.sealedPrivateKey) return known
    const key = openKey(record, openPrivateKey(record.sealedPrivateKey, record.kid, sealingKeys))
    opened.set(record.kid, key)
    return key
  }

  async function make(): Promise<KeyRecord> {
    const privateKey = await generateKey(algorithm)
    const jwk = publicJwkOf(createPublicKey(privateKey))
    const kid = thumbprint(jwk)
    return {
      kid,
      alg: algorithm,
      publicJwk: JSON.stringify(jwk),
      sealedPrivateKey: sealPrivateKey(privateKey, kid, sealingKey, secureRandom),
      status: 'signing',
      createdAt: nowSeconds(clock),
    }
  }

  async function createFirst(): Promise<void> {
    // Whether this one was added or another process was faster, the ledger now has one.
    await ledger.addFirst(await make())
    keys.forget()
  }

  return {
    async signer() {
      const newest = newestSigning(await keys.records(), algorithm)
      if (newest !== undefined) return open(newest).signer
      creating ??= createFirst().finally(() => {
        creating = undefined
      })
      await creating
      const first = newestSigning(await keys.records(), algorithm)
      if (first === undefined) throw new Error('the key ledger does not show the key just added')
      return open(first).signer
    },

    async publicKeys() {
      return { keys: (await keys.records()).map((record) => open(record).jwk) }
    },

    async rotate() {
      const record = await make()
      await ledger.rotate(record)
      keys.forget()
      return record.kid
    },

    async reseal() {
      const stale = (await ledger.list()).filter(
        ({ kid, sealedPrivateKey }) => !isSealedUnder(sealedPrivateKey, kid, sealingKey),
      )
      const done = await Promise.all(
        stale.map(({ kid, sealedPrivateKey: from }) => {
          const privateKey = openPrivateKey(from, kid, sealingKeys)
          return ledger.reseal(kid, from, sealPrivateKey(privateKey, kid, sealingKey, secureRandom))
        }),
      )
      keys.forget()
      return done.filter(Boolean).length
    },

    async list() {
      return (await keys.records()).map(summaryOf)
    },
  }
}

interface OpenedKey {
  readonly sealed: string
  readonly signer: Signer
  readonly jwk: Jwk
}

function openKey(record: KeyRecord, privateKey: KeyObject): OpenedKey {
  const { kid, alg } = record
  const jwk = { ...publicJwkOf(createPublicKey(privateKey)), kid, use: 'sig', alg }
  return {
    sealed: record.sealedPrivateKey,
    signer: createSigner(kid, alg, privateKey),
    jwk: Object.freeze(jwk),
  }
}

function newestSigning(
  records: readonly KeyRecord[],
  alg: SigningAlgorithm,
): KeyRecord | undefined {
  return records.findLast((record) => record.alg === alg && record.status === 'signing')
}

function summaryOf({ kid, alg, status, createdAt, retiredAt }: KeyRecord): KeySummary {
  return { kid, alg, status, createdAt, ...(retiredAt === undefined ? {} : { retiredAt }) }
}
