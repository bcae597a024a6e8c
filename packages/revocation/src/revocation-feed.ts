import type { RevocationLedger } from '@sallyport/store'

/**
 * Where revocations come from: the ledger of a store, or a stream from an authority that shares none.
 */
export interface RevocationFeed extends Pick<RevocationLedger, 'snapshot' | 'next'> {
  /**
   * How far behind the feed itself is with what it has answered so far, milliseconds. Absent: it answers
   * at first hand. Where it is there, `next` may answer none before its time, to have it asked again.
   */
  lagMs?(): number
}
