/** Values that were compared, ordered or printed too often: see `meter`. */
export class MeterExhausted extends Error {
  constructor() {
    super('values were made, compared or printed for longer than the limit allows')
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

/** Like so many values count the keys of an object, which are looked at one by one. */
const perKey = 1
/** Of a big object the keys are looked up in a table that no cache holds. */
const perKeyOfMany = 5
const manyKeys = 1000
/** Likewise what is to be sorted. */
const perSorted = 4
/** Members of a list that are compared, and characters of a text, for one value. */
const membersPerValue = 8
const charactersPerValue = 16

/** Counts the keys of an object. Security: a list or text of the input is chosen by whoever sent it. */
export function countKeys(keys: number): void {
  countValue(keys * (keys > manyKeys ? perKeyOfMany : perKey))
}

/** Counts what is sorted. */
export function countSorted(items: number): void {
  countValue(items * perSorted)
}

/** Counts members of a list that are compared. */
export function countMembers(members: number): void {
  if (members >= membersPerValue) countValue(Math.floor(members / membersPerValue))
}

/** Counts characters that are compared or written. */
export function countCharacters(characters: number): void {
  if (characters >= charactersPerValue) countValue(Math.floor(characters / charactersPerValue))
}

/** What making a set or an object counts: so that an evaluation fills no memory with them. */
export const making = 8

/** What writing a composite value out counts, beside looking into it: it takes memory too. */
export const writing = 8

/** The same for one that is not composite. */
export const writingPrimitive = 4
