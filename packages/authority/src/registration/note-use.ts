import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'

const DAY = 86_400

/**
 * Lets a client that registered itself live on, because it has just been given a token. Written once a day
 * at most, not at every token.
 */
export async function noteUse(
  client: ClientRecord,
  now: number,
  { registration: rules, store }: AuthorityOptions,
): Promise<void> {
  if (client.registration === undefined || rules === undefined) return
  const expiresAt = now + rules.unusedSeconds
  if (expiresAt - client.registration.expiresAt < Math.min(DAY, rules.unusedSeconds / 2)) return
  await store.clients.noteUse(client.client_id, expiresAt)
}
