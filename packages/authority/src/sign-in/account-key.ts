import { createHash } from 'node:crypto'
import { canonicalUsername } from '../users/username.ts'

/**
 * The key under which the failed sign-ins of an account are counted, by the name that was typed; of
 * whoever lifts a lock as well.
 * Security: a digest, since people type passwords into that field.
 */
export function signInAccountKey(typed: string): string {
  const name = canonicalUsername(typed) ?? typed
  return `sign-in account ${createHash('sha256').update(name).digest('base64url')}`
}
