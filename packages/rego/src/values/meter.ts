/** Values that were compared, ordered or printed too often: see `meter`. */
export class MeterExhausted extends Error {
  constructor() {
    super('values were compared or printed for longer than the limit allows')
    this.name = 'MeterExhausted'
  }
}

/**
 * How many more composite values may be looked into. A value that holds another one twice, and so on for forty
 * levels, is small in memory and endless to compare. An evaluation sets it when it begins and puts the old
 * number back when it ends; evaluations are synchronous, so that there is one at a time. Without an evaluation
 * there is no limit.
 */
export const meter = { left: Number.POSITIVE_INFINITY }

/** Counts a composite value that is looked into. Throws MeterExhausted past the limit. */
export function countValue(units = 1): void {
  meter.left -= units
  if (meter.left < 0) throw new MeterExhausted()
}

/** What writing a composite value out counts, beside looking into it: it takes memory too. */
export const writing = 8
