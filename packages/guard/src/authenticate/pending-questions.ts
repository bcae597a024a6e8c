/** How many questions to an issuer each address block is waiting for. */
export interface PendingQuestions {
  of(addressBlock: string): number
  /** Counts one question while it is asked. */
  during<Answer>(addressBlock: string, ask: () => Promise<Answer>): Promise<Answer>
}

/** Makes a count of questions under way. It forgets an address block that waits for none. */
export function createPendingQuestions(): PendingQuestions {
  const counts = new Map<string, number>()
  const of = (addressBlock: string) => counts.get(addressBlock) ?? 0
  return {
    of,
    during: async (addressBlock, ask) => {
      counts.set(addressBlock, of(addressBlock) + 1)
      try {
        return await ask()
      } finally {
        const left = of(addressBlock) - 1
        if (left === 0) counts.delete(addressBlock)
        else counts.set(addressBlock, left)
      }
    },
  }
}
