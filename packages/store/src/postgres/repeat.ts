/**
 * Does something again and again, `everyMs` milliseconds after it has ended; it keeps no process alive.
 * `onError` is told the first failure of each row of them.
 */
export function repeat(
  work: () => Promise<unknown>,
  everyMs: number,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  let isStopped = false
  let failedBefore = false
  let running = Promise.resolve()
  let timer = setTimeout(start, everyMs).unref()

  function start(): void {
    running = run()
  }

  async function run(): Promise<void> {
    try {
      await work()
      failedBefore = false
    } catch (error) {
      if (!failedBefore && !isStopped) onError(error)
      failedBefore = true
    }
    if (!isStopped) timer = setTimeout(start, everyMs).unref()
  }

  return {
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
