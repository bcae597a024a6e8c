import type { Value } from '../values/value.ts'

/** Stands in a memo slot for "has been asked, is undefined". No value equals it. */
export const none: Value = Object.freeze(Object.create(null))
