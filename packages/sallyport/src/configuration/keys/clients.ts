import {
  clientMetadataNames,
  type MetadataProblem,
  type ParsedClientMetadata,
  parseClientMetadata,
} from '@sallyport/authority'
import type { Secret } from '@sallyport/protocol'
import type { ConfiguredClient } from '../configuration.ts'
import type { Place } from '../read/place.ts'
import { readIdentifier } from '../read/read-identifier.ts'
import { readLongSecret } from '../read/read-secret.ts'
import { type Fields, type Reader, readList, readObject, shown } from '../read/read-value.ts'

const known = ['client_id', 'client_secret', ...clientMetadataNames] as const

/** Secrets are kept as plain digests, which is safe for long random ones only. */
const leastClientSecretLength = 32

const readOneSecret = readLongSecret(leastClientSecretLength)

/** One secret, or a list of up to two: while one replaces the other. */
const readClientSecrets: Reader<readonly Secret<string>[]> = (place, value) => {
  if (!Array.isArray(value)) {
    const secret = readOneSecret(place, value)
    return secret === undefined ? undefined : [secret]
  }
  return value.length === 1 || value.length === 2
    ? readList(readOneSecret)(place, value)
    : place.refuse('must be one secret, or a list of two while one replaces the other')
}

/** Reads one client. */
export const readClient: Reader<ConfiguredClient> = (place, value) => {
  const fields = readObject(place, value, known)
  if (fields === undefined) return undefined
  const id = fields.required('client_id', 'the name the client presents', readIdentifier)
  const secret = fields.optional('client_secret', readClientSecrets)
  const parsed = parseClientMetadata(Object.fromEntries(Object.entries(value as object)), {
    defaultMethod: fields.has('client_secret') ? 'client_secret_basic' : 'none',
    defaultGrantTypes: ['authorization_code', 'refresh_token'],
    policy: 'operator',
  })
  if (!parsed.ok) {
    for (const problem of parsed.refusal) refuseMember(place, problem)
    return undefined
  }
  if (id === undefined || !fitsSecret(place, fields, parsed.value)) return undefined
  return secretOf(fields, secret, { client_id: id, ...parsed.value })
}

function refuseMember(place: Place, { member, index, what, found }: MetadataProblem): void {
  const at = index === undefined ? place.at(member) : place.at(member).at(index)
  at.refuse(found === undefined ? what : `${what}, not ${shown(found)}`)
}

/**
 * Security: a confidential method without a secret, and a secret that would never be asked for, are
 * both refused; neither silently makes a public client.
 */
function fitsSecret(place: Place, fields: Fields, metadata: ParsedClientMetadata): boolean {
  const { token_endpoint_auth_method: method } = metadata
  const needsSecret = method === 'client_secret_basic' || method === 'client_secret_post'
  if (needsSecret === fields.has('client_secret')) return true
  if (needsSecret) place.at('client_secret').refuse(`is required by \`${method}\``)
  else {
    place
      .at('token_endpoint_auth_method')
      .refuse(`is \`${method}\`, yet the client has a \`client_secret\`: leave one of them out`)
  }
  return false
}

function secretOf(
  fields: Fields,
  secret: readonly Secret<string>[] | undefined,
  client: ConfiguredClient,
): ConfiguredClient | undefined {
  if (!fields.has('client_secret')) return client
  return secret === undefined ? undefined : { ...client, client_secret: secret }
}
