import { isDeepStrictEqual } from 'node:util'

/** Walks steps one after another and prints a line each: what was expected, what was seen. */
export function createSteps(print: (line: string) => void) {
  let number = 0
  let failed = 0
  return {
    part: (title: string) => print(`\n${title}`),

    /** One step: `look` does it and says what was seen, which must be what was expected. */
    step: async (title: string, expected: unknown, look: () => Promise<unknown>) => {
      number += 1
      const seen = await look().catch((error: unknown) =>
        error instanceof Error ? `${error.name}: ${error.message}` : 'a throw',
      )
      const held = isDeepStrictEqual(seen, expected)
      if (!held) failed += 1
      const [wanted, got] = [expected, seen].map((value) =>
        typeof value === 'string' ? value : JSON.stringify(value),
      )
      const mark = held ? 'ok  ' : 'FAIL'
      print(`${mark} ${String(number).padStart(2)}  ${title}: expected ${wanted}, saw ${got}`)
    },

    /** How many steps there were, and how many did not hold. */
    result: () => ({ steps: number, failed }),
  }
}
