import {
  advanceTo,
  copySlidingCount,
  countingBuckets,
  createSlidingCount,
  type SlidingCount,
} from './sliding-count.ts'

/** A sliding count per key, in bounded memory whatever the keys. */
interface KeyedCounts {
  /** The count to add to, advanced to `bucket`. Buckets never fall from call to call. */
  countFor(key: string, bucket: number): SlidingCount
  /** The count that `countFor` would start from, advanced; undefined if the key is at rest. */
  find(key: string, bucket: number): SlidingCount | undefined
  /** Keys with a count of their own: at most `maxKeys`. */
  readonly size: number
}

/** How many counts the keys beyond `maxKeys` share. */
const sharedCounts = 4096

/** A longer key has no count of its own, so that `maxKeys` bounds bytes and not only entries. */
const maxKeyLength = 512

/**
 * Makes counts for at most `maxKeys` keys; the keys beyond share a fixed array by hash.
 *
 * Keys live in two generations, each as long as a bucket counts. A key that is used moves to the young
 * one; when the young one has had its time, the old one goes, and with it only counts that are empty by
 * then. No sweep, no timer, no order to keep.
 */
export function createKeyedCounts(maxKeys: number): KeyedCounts {
  let generation = 0
  let young = new Map<string, SlidingCount>()
  let old = new Map<string, SlidingCount>()
  const shared: (SlidingCount | undefined)[] = new Array(sharedCounts).fill(undefined)

  function startGeneration(bucket: number): void {
    const current = Math.floor(bucket / countingBuckets)
    if (current === generation) return
    old = current === generation + 1 ? young : new Map()
    young = new Map()
    generation = current
  }

  function ownCount(key: string): SlidingCount | undefined {
    const count = young.get(key)
    if (count !== undefined) return count
    const aging = old.get(key)
    if (aging === undefined) return undefined
    old.delete(key)
    young.set(key, aging)
    return aging
  }

  function newCount(key: string, bucket: number): SlidingCount {
    const slot = hash(key) % sharedCounts
    let count = shared[slot]
    if (key.length > maxKeyLength || young.size + old.size >= maxKeys) {
      if (count === undefined) {
        count = createSlidingCount(bucket)
        shared[slot] = count
      }
      return count
    }
    // Invariant: what this key took from the shared count must go on counting now that it gets its
    // own, or it could have both within one window.
    const own = count === undefined ? createSlidingCount(bucket) : copySlidingCount(count)
    young.set(key, own)
    return own
  }

  return {
    countFor(key, bucket) {
      startGeneration(bucket)
      const count = ownCount(key) ?? newCount(key, bucket)
      advanceTo(count, bucket)
      return count
    },
    find(key, bucket) {
      startGeneration(bucket)
      const count = young.get(key) ?? old.get(key) ?? shared[hash(key) % sharedCounts]
      if (count !== undefined) advanceTo(count, bucket)
      return count
    },
    get size() {
      return young.size + old.size
    },
  }
}

/** FNV-1a over UTF-16 code units: unsigned, 32 bits. */
function hash(key: string): number {
  let state = 0x811c9dc5
  for (let i = 0; i < key.length; i += 1) {
    state = Math.imul(state ^ key.charCodeAt(i), 0x01000193)
  }
  return state >>> 0
}
