import { createRecorder } from '@sallyport/audit'
import type { SigningKeys } from '@sallyport/authority'
import type { Clock, Recorder, Secret, SigningAlgorithm } from '@sallyport/protocol'
import type { Store } from '@sallyport/store'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { createKeyRing, type KeyRing } from '@sallyport/tokens'
import type { Configuration } from '../configuration/configuration.ts'
import { loadSecret } from '../configuration/load-secret.ts'
import { algorithmsInUse } from './algorithms-in-use.ts'

/** What every command and server needs: the store, the secret, the keys, the recorder. */
export interface Parts {
  readonly store: Store
  readonly secret: Secret<string>
  readonly previousSecrets: readonly Secret<string>[]
  readonly recorder: Recorder & { flush(): Promise<void> }
  /** The key ring of an algorithm. */
  ring(algorithm: SigningAlgorithm): KeyRing
  readonly keys: SigningKeys
  /** Writes what is still to be written and closes the store. */
  close(): Promise<void>
}

/** Opens what the configuration names. Throws with a message for the operator if it cannot. */
export async function openParts(configuration: Configuration, clock: Clock): Promise<Parts> {
  const { file, durability } = configuration.store
  const { previousSecrets } = configuration
  const secret = await loadSecret(configuration.secret)
  const store = openSqliteStore({ file, durability })
  const recorder = createRecorder({ ledger: store.audit, clock })
  const rings = new Map<SigningAlgorithm, KeyRing>()
  const ring = (algorithm: SigningAlgorithm): KeyRing => {
    const known = rings.get(algorithm)
    if (known !== undefined) return known
    const made = createKeyRing({ ledger: store.keys, secret, previousSecrets, algorithm, clock })
    rings.set(algorithm, made)
    return made
  }
  return {
    store,
    secret,
    previousSecrets,
    recorder,
    ring,
    keys: {
      signer: (algorithm) => ring(algorithm).signer(),
      publicKeys: async () => {
        // Keys are made in the background: whoever asks before that waits, and sees all of them. Each
        // ring knows at once of the keys it has made itself, so none is missing.
        const sets = [...algorithmsInUse(configuration)].map(async (algorithm) => {
          await ring(algorithm).signer()
          return (await ring(algorithm).publicKeys()).keys
        })
        const keys = (await Promise.all(sets)).flat()
        return { keys: [...new Map(keys.map((key) => [key.kid, key])).values()] }
      },
    },
    close: async () => {
      await recorder.flush()
      await store.close()
    },
  }
}
