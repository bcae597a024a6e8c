import { fitForAudit } from '@sallyport/audit'
import { digestSecret, makeMarkedSecret } from '@sallyport/authority'
import type { ClientRecord, ClientSecretRecord } from '@sallyport/store'
import { parseDuration } from '../configuration/read/read-duration.ts'
import { CommandRefused } from './command-refused.ts'
import type { CommandWorld } from './command-world.ts'
import type { ConfigurationOptions } from './load-configuration.ts'
import { renderTable, renderTime } from './terminal/render-table.ts'
import { type OpenStore, withStore } from './with-store.ts'

/** One replaces the other; a third would be forgotten. */
const mostLiveSecrets = 2

interface AddSecretOptions extends ConfigurationOptions {
  /** A duration such as `90d`; absent: the new secret never expires. */
  readonly expires?: string
  /** For how long the one before goes on to work: a duration such as `7d`. */
  readonly keepOld: string
}

/**
 * `clients secret add`: a second secret beside the one in use, which goes on to work for a while. The new
 * one is shown once; of both only digests are kept.
 */
export async function addSecret(world: CommandWorld, clientId: string, options: AddSecretOptions) {
  const expiresAfter = options.expires === undefined ? undefined : seconds(options.expires)
  const keepOldFor = seconds(options.keepOld)
  await withStore(world, options, async (open) => {
    const client = await findSecretClient(open, clientId)
    const now = open.now()
    const live = client.secrets.filter((secret) => isLive(secret, now))
    if (live.length >= mostLiveSecrets) {
      throw new CommandRefused(
        1,
        `\`${clientId}\` has ${mostLiveSecrets} secrets already: remove one first, see \`sallyport clients secret list\``,
      )
    }
    const secret = makeMarkedSecret('sps', world.random)
    const made: ClientSecretRecord = {
      digest: digestSecret(secret.reveal()),
      createdAt: now,
      ...(expiresAfter === undefined ? {} : { expiresAt: now + expiresAfter }),
    }
    const ending = live.map((old) => ({
      ...old,
      expiresAt: Math.min(old.expiresAt ?? Number.POSITIVE_INFINITY, now + keepOldFor),
    }))
    await saveSecrets(open, client, [...ending, made], 'secret_added')
    await world.terminal.print(`client_secret: ${secret.reveal()}`)
    world.terminal.warn('the client_secret is shown this once only')
    for (const { digest, expiresAt } of ending) {
      await world.terminal.print(`${shortened(digest)} works until ${renderTime(expiresAt)}`)
    }
    warnOfConfiguration(world, open, clientId)
  })
}

/** `clients secret list`: what there is of them, never the secrets themselves. */
export async function listSecrets(
  world: CommandWorld,
  clientId: string,
  options: ConfigurationOptions,
) {
  const rows = await withStore(world, options, async (open) => {
    const { secrets } = await findSecretClient(open, clientId)
    return secrets.map((secret) => [
      shortened(secret.digest),
      isLive(secret, open.now()) ? 'live' : 'expired',
      renderTime(secret.createdAt),
      secret.expiresAt === undefined ? 'never' : renderTime(secret.expiresAt),
    ])
  })
  for (const line of renderTable(['DIGEST', 'STATE', 'CREATED', 'EXPIRES'], rows)) {
    await world.terminal.print(line)
  }
}

/** `clients secret remove`: the secret whose digest begins so works no more. */
export async function removeSecret(
  world: CommandWorld,
  clientId: string,
  digest: string,
  options: ConfigurationOptions,
) {
  await withStore(world, options, async (open) => {
    const client = await findSecretClient(open, clientId)
    const found = client.secrets.filter((secret) => inHex(secret.digest).startsWith(digest))
    if (found.length !== 1 || digest.length < 6) {
      throw new CommandRefused(
        1,
        `no one secret of \`${clientId}\` has that digest; see \`sallyport clients secret list\``,
      )
    }
    const left = client.secrets.filter((secret) => !found.includes(secret))
    await saveSecrets(open, client, left, 'secret_removed')
    await world.terminal.print(`removed; \`${clientId}\` has ${left.length} left`)
    if (!left.some((secret) => isLive(secret, open.now()))) {
      world.terminal.warn(`warning: \`${clientId}\` has no secret that works`)
    }
    warnOfConfiguration(world, open, clientId)
  })
}

async function findSecretClient({ store }: OpenStore, clientId: string): Promise<ClientRecord> {
  const client = await store.clients.find(clientId)
  if (client === undefined) {
    throw new CommandRefused(1, 'there is no such client; see `sallyport clients list`')
  }
  const method = client.token_endpoint_auth_method
  if (method === 'client_secret_basic' || method === 'client_secret_post') return client
  throw new CommandRefused(1, `\`${clientId}\` authenticates by \`${method}\`, without a secret`)
}

async function saveSecrets(
  { store, record, now }: OpenStore,
  client: ClientRecord,
  secrets: readonly ClientSecretRecord[],
  reason: string,
): Promise<void> {
  const { client_id: clientId, secrets: from } = client
  const change = { clientId, from, to: secrets, now: now() }
  if (!(await store.clients.replaceSecrets(change))) {
    throw new CommandRefused(1, `the secrets of \`${clientId}\` were changed meanwhile; try again`)
  }
  await record({ type: 'client.changed', clientId: fitForAudit(clientId), reasons: [reason] })
}

function warnOfConfiguration(
  { terminal }: CommandWorld,
  { configuration }: OpenStore,
  clientId: string,
): void {
  if (configuration.clients.some((client) => client.client_id === clientId)) {
    terminal.warn(
      `warning: the configuration has the secrets of \`${clientId}\`, which replace these when the server starts`,
    )
  }
}

function isLive({ expiresAt }: ClientSecretRecord, now: number): boolean {
  return expiresAt === undefined || now < expiresAt
}

/** Enough to tell two apart, and to name one on the command line. */
function shortened(digest: string): string {
  return inHex(digest).slice(0, 12)
}

/** Base64url may begin with a `-`, which a command line takes for an option. */
function inHex(digest: string): string {
  return Buffer.from(digest, 'base64url').toString('hex')
}

function seconds(text: string): number {
  const parsed = parseDuration(text)
  if (parsed !== undefined) return parsed
  throw new CommandRefused(2, 'a duration is a number followed by s, m, h or d, such as `90d`')
}
