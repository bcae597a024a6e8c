import type { Read } from '../plan/rir.ts'

const itemsPerUnit = 4

/** The fuel that a list, set or object written in a policy takes, so that none fills the memory; else 0. */
export function unitsOfMaking(read: Read): number {
  if (read.read === 'array' || read.read === 'set') return unitsOf(read.items.length)
  return read.read === 'object' ? unitsOf(2 * read.entries.length) : 0
}

function unitsOf(items: number): number {
  return 1 + Math.floor(items / itemsPerUnit)
}
