import type { RedisConnection } from './redis-connection.ts'

/**
 * Rejects where a server throws keys away to make room, or does not say. Security: a revocation that is thrown
 * away lets a token live on. A server without a limit of its memory is never full.
 */
export async function requireNoEviction(connection: RedisConnection): Promise<void> {
  for (const text of await memoryOf(connection)) {
    const field = (name: string) => new RegExp(`^${name}:(.+?)\\r?$`, 'm').exec(text)?.[1]
    const policy = field('maxmemory_policy')
    if (field('maxmemory') === '0' || policy === 'noeviction') continue
    throw new Error(
      `Redis throws keys away when its memory is full (${policy ?? 'it does not say which'}), and with them revocations: set \`maxmemory-policy noeviction\``,
    )
  }
}

async function memoryOf(connection: RedisConnection): Promise<readonly string[]> {
  try {
    const texts = await connection.describe('memory')
    if (texts.length === 0) throw new Error('no server is known')
    return texts
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'unknown'
    throw new Error(
      `Redis does not tell whether it throws keys away when its memory is full; allow its user \`+info\` (${message})`,
    )
  }
}
