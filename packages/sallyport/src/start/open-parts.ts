import { createRecorder } from '@sallyport/audit'
import type { Clock, Recorder, Secret } from '@sallyport/protocol'
import { longestAccessTokenSeconds, type Store } from '@sallyport/store'
import { createKeyRing, type KeyRing } from '@sallyport/tokens'
import type { Configuration } from '../configuration/configuration.ts'
import { loadSecret } from '../configuration/load-secret.ts'
import { algorithmsInUse } from './algorithms-in-use.ts'
import { openStore } from './open-store.ts'
import { sessionSeconds } from './session-seconds.ts'

/** What every command and server needs: the store, the secret, the keys, the recorder. */
export interface Parts {
  readonly store: Store
  readonly secret: Secret<string>
  readonly previousSecrets: readonly Secret<string>[]
  readonly recorder: Recorder & { flush(): Promise<void> }
  /** Those of every algorithm in use. */
  readonly keys: KeyRing
  /** Writes what is still to be written and closes the store. */
  close(): Promise<void>
}

/**
 * The last token that a retired key signed has expired by then: access tokens, and the ID tokens that
 * come back as hints while their session lasts.
 */
const KEEP_RETIRED_SECONDS = sessionSeconds.absoluteSeconds + longestAccessTokenSeconds

/**
 * Opens what the configuration names. Throws with a message for the operator if it cannot. `onError` is
 * told what goes wrong in the background of the store.
 */
export async function openParts(
  configuration: Configuration,
  clock: Clock,
  onError: (error: unknown) => void = () => {},
): Promise<Parts> {
  const { previousSecrets } = configuration
  const secret = await loadSecret(configuration.secret)
  const store = await openStore(configuration.store, onError)
  const recorder = createRecorder({ ledger: store.audit, clock })
  const keys = createKeyRing({
    ledger: store.keys,
    secret,
    previousSecrets,
    algorithms: [...algorithmsInUse(configuration)],
    clock,
    schedule: { ...configuration.keys, keepRetiredSeconds: KEEP_RETIRED_SECONDS },
  })
  return {
    store,
    secret,
    previousSecrets,
    recorder,
    keys,
    close: async () => {
      await recorder.flush()
      await store.close()
    },
  }
}
