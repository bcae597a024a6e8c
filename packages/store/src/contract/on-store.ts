import type { Store } from '../store.ts'

/** Makes one fresh, empty store. */
export type OpenStore = () => Store | Promise<Store>

/** The body of a test that has a store of its own, closed afterwards. */
export function onStore(openStore: OpenStore, body: (store: Store) => Promise<void>) {
  return async (): Promise<void> => {
    const store = await openStore()
    try {
      await body(store)
    } finally {
      await store.close()
    }
  }
}
