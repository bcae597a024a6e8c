import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { accept, type Result, refuse } from '@sallyport/protocol'
import type { OutboundRefusal } from './outbound-refusal.ts'

export interface OutboundAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Empty unless the status is 200. */
  readonly body: Uint8Array
}

const MAX_HEADER_BYTES = 16 * 1024

/**
 * One request and its answer over a connection of its own. The body is counted as it comes in, whatever
 * `content-length` says, and cut off at the limit; of anything but a 200 it is not read.
 */
export function exchangeOnce(exchange: {
  readonly url: URL
  readonly connect: () => Duplex
  readonly signal: AbortSignal
  /** 0: the body is of no interest. */
  readonly maxBytes: number
  /** Present: a POST. */
  readonly form?: URLSearchParams
}): Promise<Result<OutboundAnswer, OutboundRefusal>> {
  const { url, connect, signal, maxBytes, form } = exchange
  const { promise, resolve } = Promise.withResolvers<Result<OutboundAnswer, OutboundRefusal>>()
  const body = form?.toString()
  const request = httpRequest({
    method: body === undefined ? 'GET' : 'POST',
    path: `${url.pathname}${url.search}`,
    headers: {
      host: url.host,
      accept: 'application/json',
      // Security: nothing is ever unpacked, so that no small answer can become a large one.
      'accept-encoding': 'identity',
      'user-agent': 'sallyport',
      connection: 'close',
      ...(body !== undefined && {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
      }),
    },
    // Without an agent the connection is this request's own, and ends with it.
    createConnection: connect,
    maxHeaderSize: MAX_HEADER_BYTES,
    insecureHTTPParser: false,
    signal,
  })
  const settle = (result: Result<OutboundAnswer, OutboundRefusal>) => {
    resolve(result)
    request.destroy()
  }
  request.on('error', () => settle(refuse(signal.aborted ? 'timed_out' : 'unreachable')))
  request.on('upgrade', () => settle(refuse('status_refused')))
  request.on('response', (response) => {
    readAnswer(response, maxBytes).then(settle, () => settle(refuse('unreachable')))
  })
  request.on('close', () => settle(refuse(signal.aborted ? 'timed_out' : 'unreachable')))
  request.end(body)
  return promise
}

async function readAnswer(
  response: IncomingMessage,
  maxBytes: number,
): Promise<Result<OutboundAnswer, OutboundRefusal>> {
  const { statusCode: status = 0, headers } = response
  if (status !== 200 || maxBytes === 0) return accept({ status, headers, body: new Uint8Array() })
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') return refuse('encoding_refused')
  if (Number(headers['content-length'] ?? 0) > maxBytes) return refuse('too_large')
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > maxBytes) return refuse('too_large')
    chunks.push(chunk)
  }
  return accept({ status, headers, body: Buffer.concat(chunks) })
}
