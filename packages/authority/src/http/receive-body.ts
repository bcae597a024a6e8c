import { accept, type Result, refuse } from '@sallyport/protocol'
import { maxJsonBytes } from './read-json.ts'

/** Everything that we take fits in one packet or a few: a body that takes longer is held back. */
const DEADLINE_MS = 10_000

/** `cut_off`: the caller has hung up. */
export type ReceiveRefusal = 'timed_out' | 'cut_off'

/**
 * The request with all of its body here; refused where it has not come in ten seconds. What is longer
 * than any endpoint takes is cut off behind that, for the endpoint to refuse.
 * Security: to be awaited before the time of the request is taken. Whoever sends the last byte of a body
 * minutes late must not be judged by the clock of the first: a code that is over would be young, an
 * assertion whose use has been forgotten would be new, and a revocation would be dated before the tokens
 * that it is to end.
 */
export async function receiveBody(request: Request): Promise<Result<Request, ReceiveRefusal>> {
  if (request.body === null) return accept(request)
  const { promise: late, resolve } = Promise.withResolvers<Result<Received, ReceiveRefusal>>()
  const timer = setTimeout(() => resolve(refuse('timed_out')), DEADLINE_MS)
  const reading = readStart(request.body).then(accept, () => refuse('cut_off' as const))
  const body = await Promise.race([reading, late])
  clearTimeout(timer)
  if (!body.ok) return body
  const { url, method, headers } = request
  return accept(new Request(url, { method, headers, body: body.value }))
}

type Received = Uint8Array<ArrayBuffer>

async function readStart(stream: ReadableStream<Uint8Array>): Promise<Received> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    length += chunk.length
    if (length > maxJsonBytes) break
  }
  return Buffer.concat(chunks).subarray(0, maxJsonBytes + 1)
}
