import { tell } from '@sallyport/protocol'
import type { RevocationEntry } from '@sallyport/store'
import type { RevocationFeed } from './revocation-feed.ts'
import { withinTime } from './within-time.ts'

export interface ReadOptions {
  readonly feed: RevocationFeed
  /** The position after which it is read. */
  readonly after: number
  /** Everything up to `after` was known then, of `monotonicMs`. */
  readonly heardAtMs: number
  /** How long a question waits for the next revocation, milliseconds. */
  readonly waitMs: number
  /** How much longer than that an answer may take before it is given up, milliseconds. */
  readonly graceMs: number
  readonly monotonicMs: () => number
  /** Given the entries in order, without gaps. */
  readonly onEntries: (entries: readonly RevocationEntry[]) => void
  /** Told that entries may be missing; answers the position after which to go on. */
  readonly onLost: () => Promise<number>
  /** Told after each question that was answered completely. */
  readonly onHeard: () => void
  /** Told of each question that failed; reading goes on. */
  readonly onError: (error: unknown) => void
}

/** One that reads a feed until it is stopped. */
export interface FeedReader {
  /** Everything that was revoked until then has been given to `onEntries`; of `monotonicMs`. */
  heardAtMs(): number
  /** Resolves once all that was revoked when called has been given; rejects if the feed fails meanwhile. */
  catchUp(): Promise<void>
  /** Resolves once the feed is no longer asked. */
  stop(): Promise<void>
}

/** Entries a page. */
const pageSize = 1000
const firstPauseMs = 50
const longestPauseMs = 1000
/** By how much a timer may be early. */
const timersEarlyMs = 2

/**
 * Reads a feed, one question after the other, each waiting for the next revocation: without a pause, except
 * after failures. Reading keeps no process running.
 */
export function readFeed(options: ReadOptions): FeedReader {
  const { feed, waitMs, graceMs, monotonicMs, onEntries, onLost, onHeard, onError } = options
  let { after, heardAtMs } = options
  let pauseMs = firstPauseMs
  let isStopped = false
  let wasLost = false
  /** Those who wait for what was revoked when they called. */
  let impatient: { readonly calledAtMs: number; readonly done: PromiseWithResolvers<void> }[] = []
  /** Ends what is being waited for: an answer, or a pause. */
  let hurry: () => void = () => {}

  async function ask(): Promise<void> {
    const asking = impatient
    const askedAtMs = monotonicMs()
    const controller = new AbortController()
    hurry = () => controller.abort()
    // A feed that lags answers at its own pace.
    const wait = asking.length > 0 && feed.lagMs === undefined ? 0 : waitMs
    const question = { after, limit: pageSize, waitMs: wait, signal: controller.signal }
    try {
      const entries = await withinTime(feed.next(question), wait + graceMs, 'unref')
      const answeredAtMs = monotonicMs()
      if (entries === 'lost') {
        // Otherwise one snapshot would follow the other without end.
        if (wasLost) throw new Error('the revocation feed loses every position that it gives')
        wasLost = true
        after = await onLost()
        return
      }
      wasLost = false
      onEntries(entries)
      after = entries.at(-1)?.position ?? after
      if (entries.length === pageSize) return
      heardAtMs = Math.max(heardAtMs, heardAt(entries.length, wait, askedAtMs, answeredAtMs))
    } catch (error) {
      wasLost = false
      controller.abort()
      const failed = asking.filter((one) => impatient.includes(one))
      impatient = impatient.filter((one) => !failed.includes(one))
      for (const { done } of failed) done.reject(error)
      throw error
    }
    const content = asking.filter(({ calledAtMs }) => calledAtMs <= heardAtMs)
    impatient = impatient.filter((one) => !content.includes(one))
    for (const { done } of content) done.resolve()
    onHeard()
  }

  /** Up to when an answer that is not a whole page vouches for the feed. */
  function heardAt(count: number, wait: number, askedAtMs: number, answeredAtMs: number): number {
    if (feed.lagMs !== undefined) return answeredAtMs - feed.lagMs()
    // None after the whole wait: the feed has looked until the wait was over. Anything else vouches for no
    // more than the moment of the question.
    const waitedUntilMs = askedAtMs + wait
    const hasWaited = answeredAtMs >= waitedUntilMs - timersEarlyMs
    return count === 0 && hasWaited ? Math.min(waitedUntilMs, answeredAtMs) : askedAtMs
  }

  async function pause(): Promise<void> {
    if (impatient.length > 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs).unref()
      hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }

  async function readOn(): Promise<void> {
    while (!isStopped) {
      try {
        await ask()
        pauseMs = firstPauseMs
      } catch (error) {
        // Invariant: nothing that the host does on an error ends the reading.
        if (!isStopped) tell(onError, error)
        if (!isStopped) await pause()
      }
    }
    for (const { done } of impatient) done.reject(stopped())
    impatient = []
  }

  const reading = readOn()
  return {
    heardAtMs: () => heardAtMs,
    catchUp: () => {
      if (isStopped) return Promise.reject(stopped())
      const done = Promise.withResolvers<void>()
      impatient = [...impatient, { calledAtMs: monotonicMs(), done }]
      hurry()
      return done.promise
    },
    stop: async () => {
      isStopped = true
      hurry()
      await reading
    },
  }
}

function stopped(): Error {
  return new Error('following the revocations has been stopped')
}
