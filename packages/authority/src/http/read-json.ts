import {
  accept,
  type JsonObject,
  parseStrictJsonObject,
  type Result,
  refuse,
} from '@sallyport/protocol'

const MAX_JSON_BYTES = 65_536

export type JsonRefusal = 'not_json' | 'too_large'

/** Reads an `application/json` body of one strict object of at most 64 kB, cut off where it is longer. */
export async function readJson(request: Request): Promise<Result<JsonObject, JsonRefusal>> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') return refuse('not_json')
  if (request.headers.get('content-encoding') !== null) return refuse('not_json')
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > MAX_JSON_BYTES) return refuse('too_large')
    chunks.push(chunk)
  }
  const json = parseText(Buffer.concat(chunks))
  return json === undefined ? refuse('not_json') : accept(json)
}

function parseText(bytes: Uint8Array): JsonObject | undefined {
  try {
    return parseStrictJsonObject(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
