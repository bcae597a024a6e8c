import { type ClientPolicy, identityScopes } from '@sallyport/authority'
import { operatorIdentifier, operatorScopes } from '../../operator/operator-resource.ts'
import type {
  Configuration,
  ConfiguredClient,
  ConfiguredResource,
  ConfiguredUser,
  OperatorSettings,
} from '../configuration.ts'
import type { Place } from '../read/place.ts'
import { unofferedScopes } from './unoffered-scopes.ts'

interface Registered {
  readonly clients: readonly ConfiguredClient[]
  readonly users: readonly ConfiguredUser[]
  readonly resources: readonly ConfiguredResource[]
  readonly registration: ClientPolicy | 'off'
  readonly clientIdMetadataDocuments: ClientPolicy | 'off'
  readonly operator?: OperatorSettings & { readonly issuer: string }
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
  if (registered.operator !== undefined) checkOperator(place, registered, registered.operator)
  const offered = offeredScopes(registered)
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

/** Every scope of the APIs, that of operators included, each once. */
export function offeredScopes({
  resources,
  operator,
}: Pick<Configuration, 'resources' | 'operator'> | Registered): readonly string[] {
  const ofOperators = operator === undefined ? [] : operatorScopes
  return [...new Set([...resources.flatMap((resource) => resource.scopes), ...ofOperators])]
}

function checkOperator(
  place: Place,
  registered: Registered,
  operator: OperatorSettings & { readonly issuer: string },
): void {
  const identifier = operatorIdentifier(operator.issuer)
  for (const [i, resource] of registered.resources.entries()) {
    if (resource.identifier !== identifier) continue
    place.at('resources').at(i).at('identifier').refuse('is the operator API itself; leave it out')
  }
  // Security: whoever registers would have the scope of operators in an application of their own.
  for (const key of ['registration', 'clientIdMetadataDocuments'] as const) {
    const policy = registered[key]
    if (policy === 'off') continue
    const scope = policy.scope.find((name) => operatorScopes.includes(name))
    if (scope === undefined) continue
    place
      .at(key)
      .at('scope')
      .refuse(`has \`${scope}\`, which no client has that nobody vouches for`)
  }
  for (const [i, id] of operator.clients.entries()) {
    const client = registered.clients.find((one) => one.client_id === id)
    if (client === undefined || client.grant_types.includes('client_credentials')) continue
    const key = place.at('operator').at('clients').at(i)
    key.warn('is a client without the grant `client_credentials`, which never acts for itself')
  }
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
