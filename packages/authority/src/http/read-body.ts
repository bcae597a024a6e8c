import { accept, type Result, refuse } from '@sallyport/protocol'

/** `unreadable`: not UTF-8, or cut off by the caller; a fault of theirs, never one of ours. */
type BodyRefusal = 'too_large' | 'unreadable'

/** Reads a body of at most so many bytes as text, cut off where it is longer. */
export async function readBody(
  request: Request,
  maxBytes: number,
): Promise<Result<string, BodyRefusal>> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of request.body ?? []) {
      length += chunk.length
      if (length > maxBytes) return refuse('too_large')
      chunks.push(chunk)
    }
    return accept(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
  } catch {
    // Security: whoever hangs up in the middle must not be able to raise an alarm about us.
    return refuse('unreadable')
  }
}
