import type { Store } from '@sallyport/store'
import type { StoreConfiguration } from '../configuration/configuration.ts'

/**
 * Opens the store that the configuration names; only its own drivers are loaded. Rejects where it cannot
 * be opened, with a message for the operator that shows no URL. `onError` is told what goes wrong in the
 * background of a scaled store.
 */
export async function openStore(
  configuration: StoreConfiguration,
  onError: (error: unknown) => void = () => {},
): Promise<Store> {
  if (configuration.kind === 'sqlite') {
    const { openSqliteStore } = await import('@sallyport/store/sqlite')
    return openSqliteStore({ file: configuration.file, durability: configuration.durability })
  }
  const { openScaledStore } = await import('@sallyport/store/scaled')
  const { redis, postgres } = configuration
  return openScaledStore({ redis, postgres, onError })
}
