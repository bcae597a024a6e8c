/** Answers of a ledger that are remembered for when it cannot be asked. */
export interface LastKnown<Value> {
  /**
   * What the ledger answers. Where it is away, what it answered last for the key, if that is recent enough;
   * else the failure. While it answers it is always asked.
   */
  ask(key: string, read: () => Promise<Value | undefined>): Promise<Value | undefined>
  /**
   * Makes a change, before and after which nothing is remembered of the key (without one: of any). Whether
   * or not the change succeeds: one that failed may have been kept.
   */
  change<Answer>(key: string | undefined, make: () => Promise<Answer>): Promise<Answer>
}

/** For so long an answer may stand in for the ledger, seconds. */
export const lastKnownSeconds = 300

/** How many answers each ledger's memory holds; those unused for longest go first. */
const lastKnownSize = 10_000

/**
 * Security: only what was there is remembered. That something was not is no answer to live on, and asking
 * for names that do not exist must not push out those that do.
 */
export function createLastKnown<Value>(options: {
  /** Milliseconds; never goes back. */
  readonly clock: () => number
  /** Whether the failure says that the ledger is away, and not that it refuses. */
  readonly isAway: (error: unknown) => boolean
  readonly size?: number
}): LastKnown<Value> {
  const { clock, isAway, size = lastKnownSize } = options
  const answers = new Map<string, { readonly value: Value; readonly readAt: number }>()
  let changes = 0

  function remember(key: string, value: Value | undefined, readAt: number): void {
    // Of two questions under way at once the later one may have been answered first.
    if ((answers.get(key)?.readAt ?? readAt) > readAt) return
    answers.delete(key)
    if (value === undefined) return
    answers.set(key, { value, readAt })
    if (answers.size <= size) return
    for (const oldest of answers.keys()) {
      answers.delete(oldest)
      break
    }
  }

  function recall(key: string): { readonly value: Value } | undefined {
    const answer = answers.get(key)
    if (answer === undefined) return undefined
    if (clock() - answer.readAt < lastKnownSeconds * 1000) return answer
    answers.delete(key)
    return undefined
  }

  function forget(key: string | undefined): void {
    changes += 1
    if (key === undefined) answers.clear()
    else answers.delete(key)
  }

  return {
    ask: async (key, read) => {
      // The answer is as old as the question.
      const askedAt = clock()
      const before = changes
      try {
        const value = await read()
        // What was read while something changed may be what it was before.
        if (changes === before) remember(key, value, askedAt)
        return value
      } catch (error) {
        const answer = isAway(error) ? recall(key) : undefined
        if (answer === undefined) throw error
        return answer.value
      }
    },
    change: async (key, make) => {
      forget(key)
      try {
        return await make()
      } finally {
        forget(key)
      }
    },
  }
}
