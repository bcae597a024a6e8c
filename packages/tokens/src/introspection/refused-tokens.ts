import type { Clock } from '@sallyport/protocol'
import type { IntrospectionRefusal } from './read-answer.ts'

/** The tokens that an issuer would not vouch for lately, by digest. */
interface RefusedTokens {
  find(id: string): IntrospectionRefusal | undefined
  save(id: string, refusal: IntrospectionRefusal): void
}

const REMEMBERED_MS = 5_000
const MAX_ENTRIES = 10_000

/** Makes a bounded memory of refused tokens, each for 5 seconds; the oldest leave first. */
export function createRefusedTokens(clock: Clock): RefusedTokens {
  const entries = new Map<
    string,
    { readonly refusal: IntrospectionRefusal; readonly atMs: number }
  >()
  return {
    find: (id) => {
      const entry = entries.get(id)
      if (entry === undefined) return undefined
      const ageMs = clock.nowMs() - entry.atMs
      if (ageMs >= 0 && ageMs < REMEMBERED_MS) return entry.refusal
      entries.delete(id)
      return undefined
    },
    save: (id, refusal) => {
      entries.delete(id)
      entries.set(id, { refusal, atMs: clock.nowMs() })
      const [oldest] = entries.keys()
      if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest)
    },
  }
}
