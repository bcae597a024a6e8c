import { createHash } from 'node:crypto'

/** One Lua script: one atomic step. All keys it touches are in KEYS, and of one slot. */
export interface RedisScript {
  /** For errors. */
  readonly name: string
  readonly text: string
  /** SHA-1 of the text, hex: what `EVALSHA` takes. */
  readonly digest: string
}

export function redisScript(name: string, ...parts: readonly string[]): RedisScript {
  const text = parts.join('\n')
  return { name, text, digest: createHash('sha1').update(text).digest('hex') }
}

/** An argument that may be absent; `opt` of `scripts/snippets.ts` reads it. */
export function optional(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '' : `+${value}`
}
