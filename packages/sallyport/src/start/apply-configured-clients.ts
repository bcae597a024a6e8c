import { isDeepStrictEqual } from 'node:util'
import { digestSecret } from '@sallyport/authority'
import { type Clock, nowSeconds, type Recorder } from '@sallyport/protocol'
import type { ClientRecord, Store } from '@sallyport/store'
import type { Configuration } from '../configuration/configuration.ts'

interface World {
  readonly store: Store
  readonly recorder: Recorder
  readonly clock: Clock
  readonly requestId: string
}

/** Brings the clients of the configuration into the store; all others belong to the command line. */
export async function applyConfiguredClients(
  configuration: Configuration,
  { store, recorder, clock, requestId }: World,
): Promise<void> {
  const now = nowSeconds(clock)
  for (const client of configuration.clients) {
    const { client_secret: secrets = [], ...metadata } = client
    const before = await store.clients.find(client.client_id)
    const next: ClientRecord = {
      ...metadata,
      origin: 'operator',
      secrets: secrets.map((secret) => keepDate(secret.reveal(), before, now)),
      status: before?.status ?? 'active',
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    }
    if (before !== undefined && sameClient(before, next)) continue
    if ((await store.users.findBySub(client.client_id)) !== undefined) refuseName(next)
    // Before the change, which the next start would not see as one if only this were missing.
    await recorder.record({
      type: 'client.changed',
      outcome: 'success',
      requestId,
      clientId: client.client_id,
      reasons: ['configuration'],
    })
    if ((await store.clients.save(next)) === 'conflict') refuseName(next)
  }
}

function refuseName({ client_id: id }: ClientRecord): never {
  throw new Error(`client \`${id}\`: a user has the same name as its \`sub\``)
}

/** The record of a secret, with its date where the client has it already. */
function keepDate(secret: string, before: ClientRecord | undefined, now: number) {
  const digest = digestSecret(secret)
  const known = before?.secrets.find((record) => record.digest === digest)
  return { digest, createdAt: known?.createdAt ?? now }
}

function sameClient(a: ClientRecord, b: ClientRecord): boolean {
  const { createdAt: _createdAt, updatedAt: _updatedAt, ...facts } = a
  const { createdAt: _bCreatedAt, updatedAt: _bUpdatedAt, ...others } = b
  return isDeepStrictEqual(facts, others)
}
