import { fitForAudit } from '@sallyport/audit'
import { digestSecret, identityScopes, makeMarkedSecret } from '@sallyport/authority'
import type { ClientRecord } from '@sallyport/store'
import { readClient } from '../configuration/keys/clients.ts'
import { CommandRefused } from './command-refused.ts'
import type { CommandWorld } from './command-world.ts'
import type { ConfigurationOptions } from './load-configuration.ts'
import { readKeySet } from './read-key-set.ts'
import { readTyped } from './read-typed.ts'
import { renderNames, renderTable, renderTime } from './terminal/render-table.ts'
import { withStore } from './with-store.ts'

interface AddClientOptions extends ConfigurationOptions {
  readonly name?: string
  readonly redirectUri?: readonly string[]
  readonly grantType: readonly string[]
  readonly authMethod: string
  /** A file. */
  readonly jwks?: string
  readonly jwksUri?: string
  readonly postLogoutRedirectUri?: readonly string[]
  readonly backchannelLogoutUri?: string
  readonly requirePar?: true
  readonly scope: string
}

/**
 * `clients add`: makes the client, and a secret of 256 bits where it authenticates with one; refused
 * where the id is taken. Only the secret's digest is kept.
 */
export async function addClient(
  world: CommandWorld,
  id: string | undefined,
  options: AddClientOptions,
) {
  const hasSecret = options.authMethod.startsWith('client_secret_')
  const secret = hasSecret ? makeMarkedSecret('sps', world.random) : undefined
  const typed = {
    client_id: id ?? Buffer.from(world.random(12)).toString('hex'),
    ...(options.name === undefined ? {} : { client_name: options.name }),
    ...(options.redirectUri === undefined ? {} : { redirect_uris: options.redirectUri }),
    grant_types: options.grantType,
    token_endpoint_auth_method: options.authMethod,
    ...(secret === undefined ? {} : { client_secret: secret.reveal() }),
    ...(options.jwks === undefined ? {} : { jwks: await readKeySet(world, options.jwks) }),
    ...(options.jwksUri === undefined ? {} : { jwks_uri: options.jwksUri }),
    ...(options.postLogoutRedirectUri === undefined
      ? {}
      : { post_logout_redirect_uris: options.postLogoutRedirectUri }),
    ...(options.backchannelLogoutUri === undefined
      ? {}
      : { backchannel_logout_uri: options.backchannelLogoutUri }),
    ...(options.requirePar === undefined ? {} : { require_pushed_authorization_requests: true }),
    scope: options.scope,
  }
  const client = readTyped(world, readClient, typed, optionNames)
  await withStore(world, options, async ({ store, now, record, warnUnoffered }) => {
    const { client_id: clientId } = client
    if ((await store.clients.find(clientId)) !== undefined) {
      throw new CommandRefused(1, `there is a client \`${clientId}\` already`)
    }
    const { client_secret: _kept, ...metadata } = client
    const createdAt = now()
    const created: ClientRecord = {
      ...metadata,
      origin: 'operator',
      secrets: secret === undefined ? [] : [{ digest: digestSecret(secret.reveal()), createdAt }],
      status: 'active',
      createdAt,
      updatedAt: createdAt,
    }
    const refuseId = () => {
      throw new CommandRefused(1, `\`${clientId}\` is the subject of a user; choose another id`)
    }
    if ((await store.users.findBySub(clientId)) !== undefined) refuseId()
    await record({
      type: 'client.changed',
      clientId: fitForAudit(clientId),
      reasons: ['added'],
    })
    if ((await store.clients.save(created)) === 'conflict') refuseId()
    warnUnoffered(client.scope.split(' '), identityScopes)
    await world.terminal.print(`client_id: ${clientId}`)
    if (secret !== undefined) {
      await world.terminal.print(`client_secret: ${secret.reveal()}`)
      world.terminal.warn('the client_secret is shown this once only')
    }
  })
}

const optionNames = new Map([
  ['client_name', '--name'],
  ['redirect_uris', '--redirect-uri'],
  ['grant_types', '--grant-type'],
  ['token_endpoint_auth_method', '--auth-method'],
  ['jwks', '--jwks'],
  ['jwks_uri', '--jwks-uri'],
  ['post_logout_redirect_uris', '--post-logout-redirect-uri'],
  ['backchannel_logout_uri', '--backchannel-logout-uri'],
  ['require_pushed_authorization_requests', '--require-par'],
  ['scope', '--scope'],
])

/** `clients list`. */
export async function listClients(world: CommandWorld, options: ConfigurationOptions) {
  const clients = await withStore(world, options, ({ store }) => store.clients.list())
  const rows = clients.map((client) => [
    client.client_id,
    client.client_name ?? '-',
    client.status,
    client.token_endpoint_auth_method,
    renderNames(client.grant_types),
    client.scope === '' ? '-' : client.scope,
    renderNames(client.redirect_uris),
    renderTime(client.createdAt),
  ])
  const heading = ['CLIENT_ID', 'NAME', 'STATUS', 'AUTHENTICATION', 'GRANTS', 'SCOPE']
  for (const line of renderTable([...heading, 'REDIRECT_URIS', 'CREATED'], rows)) {
    await world.terminal.print(line)
  }
}
