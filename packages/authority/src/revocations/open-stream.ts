/** Texts as they are made, to a reader who may be slow. */
export interface OpenStream {
  readonly body: ReadableStream<Uint8Array>
  /** Ends it for the reader. */
  end(): void
}

/** For how long a reader may leave what is ready, milliseconds. */
const slowReaderMs = 10_000

/**
 * Streams texts. Nothing is made before the reader has taken what was made before, so that nothing piles up; a
 * reader who takes nothing for ten seconds is cut off. `onEnd` is called once, however it ends.
 */
export function openStream(
  texts: AsyncGenerator<string, void>,
  { onEnd, onError }: { readonly onEnd: () => void; readonly onError: (error: unknown) => void },
): OpenStream {
  const encoder = new TextEncoder()
  let isOver = false
  let given: ReadableStreamDefaultController<Uint8Array> | undefined
  let patience: NodeJS.Timeout | undefined

  function settle(): boolean {
    if (isOver) return false
    isOver = true
    clearTimeout(patience)
    onEnd()
    return true
  }
  function end(): void {
    if (settle()) given?.close()
  }
  function awaitReader(): void {
    patience = setTimeout(() => {
      if (settle()) given?.error(new Error('the reader is too slow'))
    }, slowReaderMs).unref()
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        given = controller
        awaitReader()
      },
      pull: async (controller) => {
        clearTimeout(patience)
        try {
          const { done, value } = await texts.next()
          if (isOver) return
          if (done === true) return end()
          controller.enqueue(encoder.encode(value))
          awaitReader()
        } catch (error) {
          if (settle()) controller.error(error)
          onError(error)
        }
      },
      cancel: () => {
        settle()
      },
    },
    { highWaterMark: 0 },
  )
  return { body, end }
}
