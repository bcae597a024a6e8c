import { createEventParser } from './parse-events.ts'
import { parseMessage, type StreamMessage } from './parse-message.ts'

/** One connection to the stream of an authority. */
export interface StreamConnection {
  /** What has come and was not taken, in order. */
  readonly messages: StreamMessage[]
  /** The stream began no earlier than then; of `monotonicMs`. */
  readonly requestedAtMs: number
  /** Resolves once something has come, at the latest after `ms`, or when the signal aborts. Rejects once it is dead. */
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>
  close(): void
}

export interface ConnectOptions {
  readonly url: string
  /** Of the `Authorization` header. */
  readonly authorization: () => string
  readonly fetch: typeof fetch
  readonly monotonicMs: () => number
}

/** For how long the authority may say nothing, milliseconds; it says something twice a second. */
const silenceMs = 3000

/**
 * Connects. Rejects where there is no stream within three seconds. `after`: the last position that we have;
 * undefined: none. No more is read than was asked for, so that what is not taken is held back at the authority.
 */
export async function connectStream(
  { url, authorization, fetch, monotonicMs }: ConnectOptions,
  after: number | undefined,
  signal: AbortSignal | undefined,
): Promise<StreamConnection> {
  const requestedAtMs = monotonicMs()
  const ending = new AbortController()
  const giveUp = () => ending.abort()
  const tooLate = setTimeout(giveUp, silenceMs).unref()
  signal?.addEventListener('abort', giveUp)
  if (signal?.aborted === true) giveUp()
  let response: Response
  try {
    response = await fetch(url, {
      headers: {
        accept: 'text/event-stream',
        authorization: authorization(),
        ...(after === undefined ? {} : { 'last-event-id': String(after) }),
      },
      cache: 'no-store',
      redirect: 'error',
      signal: ending.signal,
    })
  } catch (error) {
    throw new Error('the authority has not answered with its stream of revocations', {
      cause: error,
    })
  } finally {
    clearTimeout(tooLate)
    signal?.removeEventListener('abort', giveUp)
  }
  const type = response.headers.get('content-type') ?? ''
  if (response.status !== 200 || !/^text\/event-stream(?:;|$)/i.test(type) || !response.body) {
    ending.abort()
    throw new Error(`the authority refuses its stream of revocations: ${response.status}`)
  }
  return openConnection(response.body.getReader(), requestedAtMs, monotonicMs, () => ending.abort())
}

function openConnection(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  requestedAtMs: number,
  monotonicMs: () => number,
  abort: () => void,
): StreamConnection {
  const parser = createEventParser()
  const messages: StreamMessage[] = []
  let spokenAtMs = monotonicMs()
  /** The read under way; an answer that nobody waited for is there for the next who does. */
  let reading: Promise<void> | undefined

  async function read(): Promise<void> {
    const { done, value } = await reader.read()
    if (done) throw new Error('the authority has ended its stream of revocations')
    spokenAtMs = monotonicMs()
    for (const event of parser.take(value)) {
      const message = parseMessage(event)
      if (message !== undefined) messages.push(message)
    }
    reading = undefined
  }

  return {
    messages,
    requestedAtMs,
    wait: async (ms, signal) => {
      if (reading === undefined) {
        reading = read()
        reading.catch(() => {})
      }
      const silentInMs = spokenAtMs + silenceMs - monotonicMs()
      const over = Promise.withResolvers<void>()
      const timer = setTimeout(over.resolve, Math.max(0, Math.min(ms, silentInMs))).unref()
      signal?.addEventListener('abort', () => over.resolve(), { once: true })
      if (signal?.aborted === true) over.resolve()
      try {
        await Promise.race([reading, over.promise])
      } finally {
        clearTimeout(timer)
      }
      if (monotonicMs() - spokenAtMs >= silenceMs) {
        throw new Error(`the authority has said nothing for ${silenceMs} ms`)
      }
    },
    close: abort,
  }
}
