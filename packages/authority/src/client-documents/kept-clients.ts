import { type Clock, nowSeconds } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'

/** Clients whose documents have been fetched, by id. */
interface KeptClients {
  /** Undefined: to be fetched (again). */
  findFresh(clientId: string): ClientRecord | undefined
  /** Also one that is over, as long as it may stand in for a document that cannot be had. */
  find(clientId: string): ClientRecord | undefined
  keep(client: ClientRecord, freshSeconds: number | undefined): void
  /** The document could not be had: what is kept of it serves for a minute before it is fetched again. */
  postpone(clientId: string): void
  forget(clientId: string): void
  /** All that `find` would answer. */
  list(): readonly ClientRecord[]
}

interface Entry {
  readonly client: ClientRecord
  readonly freshUntil: number
  readonly staleUntil: number
}

const LEAST_SECONDS = 300
const USUAL_SECONDS = 3600
const MOST_SECONDS = 86_400
/** How long beyond that an entry serves while its document cannot be had. */
const STALE_SECONDS = 86_400
const POSTPONED_SECONDS = 60
const MOST_KEPT = 1000

/** Makes an empty cache; the client asked for least recently gives way. */
export function createKeptClients(clock: Clock): KeptClients {
  const kept = new Map<string, Entry>()

  function live(clientId: string): Entry | undefined {
    const entry = kept.get(clientId)
    if (entry === undefined) return undefined
    if (nowSeconds(clock) < entry.staleUntil) return entry
    kept.delete(clientId)
    return undefined
  }

  function put(entry: Entry): void {
    kept.delete(entry.client.client_id)
    kept.set(entry.client.client_id, entry)
    const [oldest] = kept.keys()
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  }

  return {
    findFresh(clientId) {
      const entry = live(clientId)
      if (entry === undefined || nowSeconds(clock) >= entry.freshUntil) return undefined
      put(entry)
      return entry.client
    },
    find: (clientId) => live(clientId)?.client,
    keep(client, freshSeconds = USUAL_SECONDS) {
      const seconds = Math.min(Math.max(freshSeconds, LEAST_SECONDS), MOST_SECONDS)
      const freshUntil = nowSeconds(clock) + seconds
      put({ client, freshUntil, staleUntil: freshUntil + STALE_SECONDS })
    },
    postpone(clientId) {
      const entry = live(clientId)
      if (entry === undefined) return
      put({ ...entry, freshUntil: nowSeconds(clock) + POSTPONED_SECONDS })
    },
    forget: (clientId) => {
      kept.delete(clientId)
    },
    list: () =>
      [...kept.keys()].flatMap((clientId) => {
        const entry = live(clientId)
        return entry === undefined ? [] : [entry.client]
      }),
  }
}
