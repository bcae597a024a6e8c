import {
  accept,
  type JsonObject,
  parseStrictJsonObject,
  type Result,
  refuse,
} from '@sallyport/protocol'
import { readBody } from './read-body.ts'

/** The longest body that any endpoint takes. */
export const maxJsonBytes = 65_536

export type JsonRefusal = 'not_json' | 'too_large'

/** Reads an `application/json` body of one strict object of at most 64 kB, cut off where it is longer. */
export async function readJson(request: Request): Promise<Result<JsonObject, JsonRefusal>> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') return refuse('not_json')
  if (request.headers.get('content-encoding') !== null) return refuse('not_json')
  const text = await readBody(request, maxJsonBytes)
  if (!text.ok) return refuse(text.refusal === 'too_large' ? 'too_large' : 'not_json')
  const json = parseText(text.value)
  return json === undefined ? refuse('not_json') : accept(json)
}

function parseText(text: string): JsonObject | undefined {
  try {
    return parseStrictJsonObject(text)
  } catch {
    return undefined
  }
}
