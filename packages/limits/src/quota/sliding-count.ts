/**
 * How much was admitted in the last window, in constant space: thirteen counters in a ring, each for a
 * twelfth of the window. Times come as bucket numbers, which never fall.
 *
 * Invariant: a bucket counts until it lies wholly outside every window that ends now. Twelve buckets
 * span the window, so the thirteenth before the present one is the first that may be dropped; what is
 * dropped was admitted strictly longer than a window ago.
 */
export interface SlidingCount {
  /** The bucket up to which old ones have been dropped. */
  newest: number
  /** The sum of `counts`. */
  total: number
  readonly counts: Uint32Array
}

export const bucketsPerWindow = 12

/** Buckets that count at any time: those of the window, and the one it may end within. */
export const countingBuckets = bucketsPerWindow + 1

export function createSlidingCount(bucket: number): SlidingCount {
  return { newest: bucket, total: 0, counts: new Uint32Array(countingBuckets) }
}

export function copySlidingCount(count: SlidingCount): SlidingCount {
  return { newest: count.newest, total: count.total, counts: count.counts.slice() }
}

/** Drops what has left the window by the time of `bucket`. */
export function advanceTo(count: SlidingCount, bucket: number): void {
  const { counts, newest } = count
  if (bucket === newest) return
  if (bucket - newest >= countingBuckets) {
    counts.fill(0)
    count.total = 0
  } else {
    for (let passed = newest + 1; passed <= bucket; passed += 1) {
      const slot = passed % countingBuckets
      count.total -= counts[slot] ?? 0
      counts[slot] = 0
    }
  }
  count.newest = bucket
}

/** Counts one admission in the newest bucket. */
export function addOne(count: SlidingCount): void {
  const slot = count.newest % countingBuckets
  count.counts[slot] = (count.counts[slot] ?? 0) + 1
  count.total += 1
}

/** The oldest bucket that holds anything; undefined if none does. */
export function oldestBucket(count: SlidingCount): number | undefined {
  for (let bucket = count.newest - bucketsPerWindow; bucket <= count.newest; bucket += 1) {
    if (holdsAny(count, bucket)) return bucket
  }
  return undefined
}

/** The newest bucket that holds anything; undefined if none does. */
export function newestBucket(count: SlidingCount): number | undefined {
  for (let bucket = count.newest; bucket >= count.newest - bucketsPerWindow; bucket -= 1) {
    if (holdsAny(count, bucket)) return bucket
  }
  return undefined
}

function holdsAny(count: SlidingCount, bucket: number): boolean {
  // Buckets before the epoch have a negative number, and hold nothing.
  return (count.counts[bucket % countingBuckets] ?? 0) > 0
}
