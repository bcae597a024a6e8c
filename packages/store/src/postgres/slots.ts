/** So many may do something at once; the others wait in line. */
export interface Slots {
  /** Resolves with what gives the slot back; undefined where none was free within `forMs` milliseconds. */
  take(forMs: number): Promise<(() => void) | undefined>
}

export function createSlots(count: number): Slots {
  let free = count
  const line = new Set<() => void>()

  function giveBackOnce(): () => void {
    let isBack = false
    return () => {
      if (isBack) return
      isBack = true
      const [first] = line
      if (first === undefined) free += 1
      else first()
    }
  }

  return {
    take: async (forMs) => {
      if (free > 0) {
        free -= 1
        return giveBackOnce()
      }
      return new Promise((resolve) => {
        const leave = (answer: (() => void) | undefined) => {
          clearTimeout(timer)
          line.delete(go)
          resolve(answer)
        }
        const go = () => leave(giveBackOnce())
        const timer = setTimeout(() => leave(undefined), forMs)
        line.add(go)
      })
    },
  }
}
