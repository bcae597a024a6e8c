import { createPublicKey } from 'node:crypto'
import {
  type Clock,
  type KeyRecord,
  nowSeconds,
  type Secret,
  type SigningAlgorithm,
  secureRandom,
} from '@sallyport/protocol'
import { generateKey } from './generate-key.ts'
import { type Jwk, publicJwkOf } from './jwk-set.ts'
import {
  deriveSealingKey,
  isSealedUnder,
  openPrivateKey,
  sealPrivateKey,
} from './seal-private-key.ts'
import { createSigner, type Signer } from './signer.ts'
import { thumbprint } from './thumbprint.ts'

/** A key of the ledger whose private half has been opened. */
export interface OpenedKey {
  readonly signer: Signer
  /** With `kid`, `use` and `alg`. */
  readonly jwk: Jwk
}

/** Makes private keys, seals them for the ledger and opens them again. */
export interface KeyChest {
  /** A new key, sealed; it signs from `aheadSeconds` after now. */
  make(alg: SigningAlgorithm, status: 'signing' | 'next', aheadSeconds: number): Promise<KeyRecord>
  /** The same object each time while the record is sealed as before. Throws where no secret opens it. */
  open(record: KeyRecord): OpenedKey
  /** The private key sealed under the secret; undefined where it already is. */
  sealAnew(record: KeyRecord): string | undefined
  /** Forgets what was opened of all other keys. */
  keepOnly(records: readonly KeyRecord[]): void
}

export function createKeyChest(options: {
  readonly secret: Secret<string>
  readonly previousSecrets: readonly Secret<string>[]
  readonly clock: Clock
}): KeyChest {
  const { secret, previousSecrets, clock } = options
  const sealingKey = deriveSealingKey(secret)
  const sealingKeys = [sealingKey, ...previousSecrets.map(deriveSealingKey)]
  const opened = new Map<string, OpenedKey & { readonly sealed: string }>()
  return {
    async make(alg, status, aheadSeconds) {
      const privateKey = await generateKey(alg)
      const jwk = publicJwkOf(createPublicKey(privateKey))
      const kid = thumbprint(jwk)
      const createdAt = nowSeconds(clock)
      return {
        kid,
        alg,
        publicJwk: JSON.stringify(jwk),
        sealedPrivateKey: sealPrivateKey(privateKey, kid, sealingKey, secureRandom),
        status,
        createdAt,
        signsFrom: createdAt + aheadSeconds,
      }
    },

    open({ kid, alg, sealedPrivateKey: sealed }) {
      const known = opened.get(kid)
      if (known !== undefined && known.sealed === sealed) return known
      const privateKey = openPrivateKey(sealed, kid, sealingKeys)
      const jwk = { ...publicJwkOf(createPublicKey(privateKey)), kid, use: 'sig', alg }
      const key = { sealed, signer: createSigner(kid, alg, privateKey), jwk: Object.freeze(jwk) }
      opened.set(kid, key)
      return key
    },

    sealAnew({ kid, sealedPrivateKey }) {
      if (isSealedUnder(sealedPrivateKey, kid, sealingKey)) return undefined
      const privateKey = openPrivateKey(sealedPrivateKey, kid, sealingKeys)
      return sealPrivateKey(privateKey, kid, sealingKey, secureRandom)
    },

    keepOnly(records) {
      const kids = new Set(records.map(({ kid }) => kid))
      for (const kid of opened.keys()) if (!kids.has(kid)) opened.delete(kid)
    },
  }
}
