import { type ClientPolicy, identityScopes } from '@sallyport/authority'
import type { ConfiguredClient, ConfiguredResource, ConfiguredUser } from '../configuration.ts'
import type { Place } from '../read/place.ts'
import { unofferedScopes } from './unoffered-scopes.ts'

interface Registered {
  readonly clients: readonly ConfiguredClient[]
  readonly users: readonly ConfiguredUser[]
  readonly resources: readonly ConfiguredResource[]
  readonly registration: ClientPolicy | 'off'
  readonly clientIdMetadataDocuments: ClientPolicy | 'off'
}

/**
 * Judges what holds between keys: nothing is named twice, no user has the subject of a client (whose
 * tokens would then be taken for the user's), and scopes are offered by some resource.
 */
export function checkRelations(place: Place, registered: Registered): void {
  const { clients, users, resources } = registered
  refuseRepeats(
    place.at('clients'),
    'client_id',
    clients.map((client) => client.client_id),
  )
  refuseRepeats(
    place.at('users'),
    'username',
    users.map((user) => user.username),
  )
  refuseRepeats(
    place.at('users'),
    'sub',
    users.map((user) => user.sub),
  )
  refuseRepeats(
    place.at('resources'),
    'identifier',
    resources.map(({ identifier }) => identifier),
  )
  const clientIds = new Set(clients.map((client) => client.client_id))
  for (const [i, { sub }] of users.entries()) {
    if (sub !== undefined && clientIds.has(sub)) {
      place
        .at('users')
        .at(i)
        .at('sub')
        .refuse('is also the `client_id` of a client; choose another')
    }
  }
  for (const [i, { introspectedBy }] of resources.entries()) {
    for (const [j, id] of introspectedBy.entries()) {
      const client = clients.find((one) => one.client_id === id)
      if (client?.token_endpoint_auth_method === 'none') {
        const key = place.at('resources').at(i).at('introspectedBy').at(j)
        key.refuse('is a public client, which proves nothing: name one with a secret or keys')
      }
    }
  }
  const offered = offeredScopes(resources)
  const known = [...offered, ...identityScopes]
  for (const [i, { scope }] of clients.entries()) {
    warnUnoffered(place.at('clients').at(i).at('scope'), scope.split(' '), known)
  }
  for (const [i, { scopes }] of users.entries()) {
    warnUnoffered(place.at('users').at(i).at('scopes'), scopes, offered)
  }
  for (const key of ['registration', 'clientIdMetadataDocuments'] as const) {
    const policy = registered[key]
    if (policy !== 'off') warnUnoffered(place.at(key).at('scope'), policy.scope, known)
  }
}

/** Every scope of the APIs, each once. */
export function offeredScopes(resources: readonly ConfiguredResource[]): readonly string[] {
  return [...new Set(resources.flatMap((resource) => resource.scopes))]
}

function refuseRepeats(place: Place, name: string, values: readonly (string | undefined)[]): void {
  const firstAt = new Map<string, number>()
  for (const [i, value] of values.entries()) {
    if (value === undefined) continue
    const first = firstAt.get(value)
    if (first === undefined) firstAt.set(value, i)
    else
      place
        .at(i)
        .at(name)
        .refuse(`is already that of \`${place.at(first).key}\`; choose another`)
  }
}

function warnUnoffered(place: Place, names: readonly string[], offered: readonly string[]): void {
  for (const what of unofferedScopes(names, offered)) place.warn(what)
}
