import { type JsonObject, parseStrictJsonObject, type Secret } from '@sallyport/protocol'

const MAX_BYTES = 64 * 1024
const JSON_TYPE = /^application\/(?:[a-z0-9.-]+\+)?json[ \t]*(?:;|$)/i

/** A form to send, where the address is not to be read but asked. */
interface FormRequest {
  readonly form: URLSearchParams
  /** The `Authorization` header. */
  readonly authorization: Secret<string>
}

/**
 * Fetches one JSON object: status 200, a JSON content type, at most 64 kB, no redirect followed.
 * Undefined where the server says 404; throws on everything else, with a message that names the
 * address and nothing of what was sent or answered.
 */
export async function fetchJson(
  url: string,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
  request?: FormRequest,
): Promise<JsonObject | undefined> {
  const headers = {
    accept: 'application/json',
    ...(request === undefined ? {} : { authorization: request.authorization.reveal() }),
  }
  // Security: a redirect could lead to a key set of someone else, or into the network behind us.
  const response = await fetch(url, {
    headers,
    redirect: 'error',
    signal,
    credentials: 'omit',
    ...(request === undefined ? {} : { method: 'POST', body: request.form }),
  })
  if (response.status === 404) {
    await response.body?.cancel()
    return undefined
  }
  if (response.redirected) throw new Error(`\`${url}\` was redirected, which is refused`)
  const type = response.headers.get('content-type') ?? ''
  if (response.status !== 200 || !JSON_TYPE.test(type)) {
    await response.body?.cancel()
    throw new UnusableAnswer(url, response.status)
  }
  const json = parseStrictJsonObject(await readText(url, response))
  if (json === undefined) throw new Error(`\`${url}\` is not one unambiguous JSON object`)
  return json
}

/** An answer of another status or type than was asked for. */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer'
  readonly status: number

  constructor(url: string, status: number) {
    super(`\`${url}\` answered ${status}, not 200 with JSON`)
    this.status = status
  }
}

/** Security: counted as it comes in, whatever `content-length` says, and cut off at the limit. */
async function readText(url: string, response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > MAX_BYTES) throw new Error(`\`${url}\` is larger than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
}
