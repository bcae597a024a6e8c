import { createRecorder } from '@sallyport/audit'
import { type Clock, type Recorder, type Secret, systemClock } from '@sallyport/protocol'
import {
  type FollowedRevocations,
  followRevocations,
  revocationStream,
  type Staleness,
} from '@sallyport/revocation'
import type { StoreConfiguration } from '../configuration/configuration.ts'
import { openStore } from './open-store.ts'

/** Of a guard that shares the authority's store. */
export type GuardPortsOptions = SqlitePortsOptions | StorePortsOptions

/** Of a guard on the authority's host, with an embedded store. */
export interface SqlitePortsOptions extends GuardPortsSettings {
  /** The file of the configuration's `store.sqlite`. */
  readonly sqlite: string
}

/** Of a guard that has the authority's configuration. */
export interface StorePortsOptions extends GuardPortsSettings {
  /** `store` of the configuration that `openConfiguration` answers. */
  readonly store: StoreConfiguration
}

/** Of a guard that shares no store with the authority: its stream of revocations alone. */
export interface AuthorityPortsOptions extends GuardPortsSettings {
  /** Where revocations come from, and who asks for them. */
  readonly authority: {
    /** Exactly as its tokens say it. */
    readonly issuer: string
    /** A confidential client (`client_secret_basic`) that is in `introspectedBy` of a resource. */
    readonly clientId: string
    readonly clientSecret: string | Secret<string>
  }
}

export interface GuardPortsSettings {
  /** For how long nothing may be heard of revocations before a guard can rely on it no more. Default: 5000. */
  readonly maxStalenessMs?: number
  /**
   * What happens to requests past that: 503, or (`allow`) they go on, so that a token that was revoked
   * meanwhile is accepted. Default: `refuse`.
   */
  readonly onStale?: 'refuse' | 'allow'
  /** Told when that begins, and when it is over. */
  readonly onStaleness?: (state: Staleness) => void
  /** The time of records and of what has expired. Default: the clock of the machine. */
  readonly clock?: Clock
  /** Told of each failure to hear of revocations; listening goes on. */
  readonly onError?: (error: unknown) => void
}

/** What a guard needs beside issuer and audience, where it shares the authority's store. */
export interface GuardPorts extends AuthorityPorts {
  /** For `audit` of the guard. */
  readonly audit: Recorder
}

/** What it can have where it does not: no record of the authority's. */
export interface AuthorityPorts {
  /** For `revocations` of the guard. */
  readonly revocations: FollowedRevocations
  /** Stops listening, writes what is still to be written and closes what was opened. */
  close(): Promise<void>
}

/**
 * Opens what a guard in another process needs. With the authority's store revocations are pushed to it, and
 * decisions recorded beside everything else; with `authority` revocations come as a stream over HTTP, and that is
 * all. Rejects where the store cannot be opened, or the authority does not answer.
 */
export function openGuardPorts(options: AuthorityPortsOptions): Promise<AuthorityPorts>
export function openGuardPorts(options: GuardPortsOptions): Promise<GuardPorts>
export async function openGuardPorts(
  options: AuthorityPortsOptions | GuardPortsOptions,
): Promise<AuthorityPorts | GuardPorts> {
  if ('authority' in options) return openStream(options)
  const { clock = systemClock, ...settings } = options
  const store = await openStore(storeOf(options), options.onError)
  const recorder = createRecorder({ ledger: store.audit, clock })
  const following = followRevocations({ feed: store.revocations, clock, ...settings })
  const revocations = await following.catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  return {
    revocations,
    audit: recorder,
    close: async () => {
      await revocations.stop()
      await recorder.flush()
      await store.close()
    },
  }
}

async function openStream(options: AuthorityPortsOptions): Promise<AuthorityPorts> {
  const { authority, clock = systemClock, ...settings } = options
  const feed = revocationStream(authority)
  const following = followRevocations({ feed, clock, ...settings })
  const revocations = await following.catch((error: unknown) => {
    feed.close()
    throw error
  })
  return {
    revocations,
    close: async () => {
      await revocations.stop()
      feed.close()
    },
  }
}

function storeOf(options: GuardPortsOptions): StoreConfiguration {
  if ('store' in options) return options.store
  return { kind: 'sqlite', file: options.sqlite, durability: 'process' }
}
