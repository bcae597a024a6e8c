import { fitForAudit } from '@sallyport/audit'
import { type AuditFact, nowSeconds, type RevocationTarget } from '@sallyport/protocol'
import type { Store, UserRecord } from '@sallyport/store'
import type { Configuration } from '../configuration/configuration.ts'
import { offeredScopes } from '../configuration/keys/relations.ts'
import { unofferedScopes } from '../configuration/keys/unoffered-scopes.ts'
import { openParts, type Parts } from '../start/open-parts.ts'
import { CommandRefused } from './command-refused.ts'
import type { CommandWorld } from './command-world.ts'
import { type ConfigurationOptions, loadConfiguration } from './load-configuration.ts'

/** The server's store, opened by a command in a process of its own. */
export interface OpenStore {
  readonly store: Store
  readonly configuration: Configuration
  readonly keys: Parts['keys']
  /** Seconds since the epoch, read when it is asked for: a person may be typing for minutes. */
  now(): number
  /** Warns of scopes that were typed and that no resource offers. */
  warnUnoffered(names: readonly string[], others?: readonly string[]): void
  /** Records a fact under this run's request id; resolves once it is kept. */
  record(fact: Omit<AuditFact, 'requestId' | 'outcome'>): Promise<void>
  /** Appends to the feed that every guard follows, and records it with the reason. */
  revoke(target: RevocationTarget, reason: string): Promise<void>
  /** Records what the store has revoked together with another change. */
  recordRevocation(target: RevocationTarget, reason: string): Promise<void>
  /** Saves the user, ends in the same step everything issued to them, and records that with the reason. */
  saveAndRevoke(user: UserRecord, reason: string): Promise<void>
}

/**
 * Opens the store of the configuration, does the work, and closes it. Whatever the work changes is on
 * disk when it is told (`durability: 'power'`).
 */
export async function withStore<Answer>(
  world: CommandWorld,
  options: ConfigurationOptions,
  work: (open: OpenStore) => Promise<Answer>,
): Promise<Answer> {
  const configuration = await loadConfiguration(world, options, 'manage')
  const parts = await open(configuration, world)
  try {
    return await work(openStore(configuration, parts, world))
  } finally {
    await parts.close()
  }
}

async function open(configuration: Configuration, { clock }: CommandWorld): Promise<Parts> {
  const { store } = configuration
  if (store.kind === 'sqlite' && store.file === ':memory:') {
    throw new CommandRefused(
      2,
      '`store.sqlite` is `:memory:`, which only the server itself can see; name a file to use this command',
    )
  }
  try {
    const lasting = store.kind === 'sqlite' ? { ...store, durability: 'power' as const } : store
    return await openParts({ ...configuration, store: lasting }, clock)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandRefused(1, `the store cannot be opened: ${reason}`)
  }
}

function openStore(
  configuration: Configuration,
  { store, recorder, keys }: Parts,
  world: CommandWorld,
): OpenStore {
  const requestId = `cli-${Buffer.from(world.random(9)).toString('hex')}`
  const now = () => nowSeconds(world.clock)
  const record: OpenStore['record'] = (fact) =>
    recorder.record({ ...fact, outcome: 'success', requestId })
  const recordRevocation = (target: RevocationTarget, reason: string) =>
    record({ type: 'token.revoked', ...factsOf(target), reasons: [target.kind, reason] })
  return {
    store,
    configuration,
    keys,
    now,
    warnUnoffered: (names, others = []) => {
      const offered = [...offeredScopes(configuration), ...others]
      for (const what of unofferedScopes(names, offered)) {
        world.terminal.warn(`warning: \`--scope\` ${what}`)
      }
    },
    record,
    recordRevocation,
    revoke: async (target, reason) => {
      await store.revocations.revoke({ target, now: now() })
      await recordRevocation(target, reason)
    },
    saveAndRevoke: async (user, reason) => {
      const at = now()
      const kept = await store.users.saveAndRevoke({ ...user, updatedAt: at }, at)
      if (kept === 'conflict') {
        throw new CommandRefused(1, `\`${user.username}\` was changed meanwhile; try again`)
      }
      await recordRevocation({ kind: 'subject', id: user.sub }, reason)
    },
  }
}

/** An id may be anything that the configuration allowed; the log takes it, cut or redacted. */
function factsOf(target: RevocationTarget): Partial<AuditFact> {
  switch (target.kind) {
    case 'token':
      return { tokenId: fitForAudit(target.id) }
    case 'session':
      return { sessionId: fitForAudit(target.id) }
    case 'grant':
      return { grantId: fitForAudit(target.id) }
    case 'client':
      return { clientId: fitForAudit(target.id) }
    case 'subject':
      return { subject: fitForAudit(target.id) }
    case 'key':
      return { resource: { type: 'key', id: fitForAudit(target.id) } }
    case 'all':
      return {}
  }
}
