import type { RevocationTarget } from '@sallyport/protocol'
import { damaged } from './redis-fields.ts'

const kinds = ['token', 'session', 'grant', 'client', 'subject', 'key', 'all'] as const

/** What was written of a target; throws where it is none. */
export function parseTarget(kind: unknown, id: unknown): RevocationTarget {
  const known = kinds.find((one) => one === kind)
  if (known === 'all') return Object.freeze({ kind: known })
  if (known === undefined || typeof id !== 'string') throw damaged('target')
  return Object.freeze({ kind: known, id })
}
