import type { IncomingMessage } from 'node:http'

/**
 * Reads a body of Node as text, undefined as soon as there is more than `maxBytes`. What is left of a
 * longer one stays unread, so that it can be answered before the connection ends.
 */
export function readBody(req: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>()
  const chunks: Buffer[] = []
  let length = 0
  const take = (chunk: Buffer) => {
    length += chunk.length
    if (length <= maxBytes) chunks.push(chunk)
    else finish(undefined)
  }
  const end = () => finish(Buffer.concat(chunks).toString())
  const fail = () => reject(new Error('the body ended before its time'))
  const finish = (text: string | undefined) => {
    req.off('data', take)
    req.pause()
    resolve(text)
  }
  // Where someone has read it and left nothing, there is no end to wait for.
  if (req.readableEnded) return Promise.resolve('')
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve(undefined)
  req.on('data', take).once('end', end).once('error', fail).once('close', fail)
  return promise
}
