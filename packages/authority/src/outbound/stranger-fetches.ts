import { createQuota } from '@sallyport/limits'
import type { Clock } from '@sallyport/protocol'
import { addressBlock } from '@sallyport/protocol/peer'

/**
 * Who makes us fetch: a caller, or a record or token of ours, for which the client was known before and
 * which no stranger can make up.
 */
export type Asker = { readonly address: string | undefined } | 'ourselves'

/** How often we fetch what nobody vouches for: documents of clients, and the keys that they name. */
export interface StrangerFetches {
  /** Counts a fetch, if there is room for it. */
  take(asker: Asker, url: URL): boolean
}

/**
 * Makes the limit: by the address block of whoever asks, by host whatever the port, and in total.
 * Security: without it anybody could make us knock at anybody's door, as often as they like. What one
 * caller may use up is taken first, and is less than what all have.
 */
export function createStrangerFetches(clock: Clock): StrangerFetches {
  const byCaller = createQuota({ limit: 10, windowSeconds: 60, clock })
  const byHost = createQuota({ limit: 30, windowSeconds: 60, clock })
  const inTotal = createQuota({ limit: 300, windowSeconds: 60, clock, maxKeys: 1 })
  const mayAsk = (asker: Asker) =>
    asker === 'ourselves' || byCaller.take(addressBlock(asker.address ?? '')).allowed
  return {
    take: (asker, { hostname }) =>
      mayAsk(asker) && byHost.take(hostname).allowed && inTotal.take('').allowed,
  }
}
