import { accept, type Result, refuse } from '@sallyport/protocol'
import type { Configuration } from './configuration.ts'
import { readClient } from './keys/clients.ts'
import { readIssuer } from './keys/issuer.ts'
import { defaultKeys, readKeys } from './keys/keys.ts'
import { defaultListen, readListen } from './keys/listen.ts'
import {
  defaultQuota,
  readHeaderName,
  readLimits,
  readMetricsReaders,
  readTimeZone,
  readTrustedProxies,
  thisMachine,
} from './keys/network.ts'
import { readOperator } from './keys/operator.ts'
import { readPolicies } from './keys/policies.ts'
import { readClientDocuments, readRegistration } from './keys/registration.ts'
import { checkRelations } from './keys/relations.ts'
import { readResources } from './keys/resources.ts'
import { readPreviousSecrets, readSecretSource } from './keys/secret.ts'
import { readStore } from './keys/store.ts'
import {
  defaultAccessTokens,
  defaultRefreshTokens,
  readAccessTokens,
  readRefreshTokens,
} from './keys/tokens.ts'
import { readUser } from './keys/users.ts'
import {
  type ConfigurationError,
  type Findings,
  type Place,
  type ReadingContext,
  rootPlace,
} from './read/place.ts'
import { type Fields, readList, readObject, readTruth } from './read/read-value.ts'

const known = [
  'issuer',
  'listen',
  'store',
  'secret',
  'previousSecrets',
  'clients',
  'users',
  'registration',
  'clientIdMetadataDocuments',
  'resources',
  'accessTokens',
  'refreshTokens',
  'keys',
  'requirePushedAuthorizationRequests',
  'timeZone',
  'trustedProxies',
  'deviceTrustHeader',
  'limits',
  'metricsReaders',
  'policies',
  'operator',
] as const

/** A configuration to start from, and what is unwise in it. */
export interface ParsedConfiguration {
  readonly configuration: Configuration
  readonly warnings: readonly ConfigurationError[]
}

/**
 * Judges the default export of a configuration file. Refused with everything that is wrong at once; no
 * message holds a secret.
 */
export function parseConfiguration(
  value: unknown,
  context: ReadingContext,
): Result<ParsedConfiguration, readonly ConfigurationError[]> {
  const findings: Findings = { errors: [], warnings: [] }
  const place = rootPlace(context, findings)
  const fields = readObject(place, value, known)
  const configuration = fields === undefined ? undefined : readConfiguration(place, fields)
  return configuration === undefined || findings.errors.length > 0
    ? refuse(findings.errors)
    : accept({ configuration, warnings: findings.warnings })
}

function readConfiguration(place: Place, fields: Fields): Configuration | undefined {
  const issuer = fields.required('issuer', 'a URL such as `https://auth.example`', readIssuer)
  const listen = fields.withDefault('listen', [defaultListen] as const, readListen)
  const store = fields.required('store', "such as `{ sqlite: './sallyport.db' }`", readStore)
  const secret = readSecretSource(place, fields, store)
  const previousSecrets = fields.withDefault('previousSecrets', [], readPreviousSecrets)
  const clients = fields.withDefault('clients', [], readList(readClient))
  const users = fields.withDefault('users', [], readList(readUser))
  const registration = fields.withDefault('registration', 'off', readRegistration)
  const documents = fields.withDefault('clientIdMetadataDocuments', 'off', readClientDocuments)
  const accessTokens = fields.withDefault(
    'accessTokens',
    defaultAccessTokens,
    readAccessTokens(defaultAccessTokens),
  )
  const resources = fields.required(
    'resources',
    "a list such as `[{ identifier: 'https://api.example', scopes: ['read:documents'] }]`",
    readResources(accessTokens ?? defaultAccessTokens),
  )
  const refreshTokens = fields.withDefault('refreshTokens', defaultRefreshTokens, readRefreshTokens)
  const keys = fields.withDefault('keys', defaultKeys, readKeys)
  const mustPush = fields.withDefault('requirePushedAuthorizationRequests', false, readTruth)
  const timeZone = fields.withDefault('timeZone', 'UTC', readTimeZone)
  const trustedProxies = fields.withDefault('trustedProxies', [], readTrustedProxies)
  const deviceTrustHeader = fields.optional('deviceTrustHeader', readHeaderName)
  const metricsReaders = fields.withDefault('metricsReaders', thisMachine, readMetricsReaders)
  const limits = fields.withDefault('limits', { quota: defaultQuota }, readLimits)
  const policies = fields.optional('policies', readPolicies)
  const operator = fields.optional('operator', readOperator)

  checkRelations(place, {
    clients: clients ?? [],
    users: users ?? [],
    resources: resources ?? [],
    registration: registration ?? 'off',
    clientIdMetadataDocuments: documents ?? 'off',
    ...(operator === undefined || issuer === undefined
      ? {}
      : { operator: { ...operator, issuer } }),
  })
  if (
    issuer === undefined ||
    listen === undefined ||
    store === undefined ||
    secret === undefined ||
    previousSecrets === undefined ||
    clients === undefined ||
    users === undefined ||
    registration === undefined ||
    documents === undefined ||
    accessTokens === undefined ||
    resources === undefined ||
    refreshTokens === undefined ||
    keys === undefined ||
    mustPush === undefined ||
    timeZone === undefined ||
    trustedProxies === undefined ||
    limits === undefined ||
    metricsReaders === undefined
  ) {
    return undefined
  }
  if (deviceTrustHeader !== undefined && trustedProxies.length === 0) {
    place.at('deviceTrustHeader').warn('is never believed, because `trustedProxies` is empty')
  }
  return {
    command: place.context.command,
    issuer,
    listen,
    store,
    secret,
    previousSecrets,
    clients,
    users,
    ...(registration === 'off' ? {} : { registration }),
    ...(documents === 'off' ? {} : { clientIdMetadataDocuments: documents }),
    resources,
    accessTokens,
    refreshTokens,
    keys,
    requirePushedAuthorizationRequests: mustPush,
    timeZone,
    trustedProxies,
    ...(deviceTrustHeader === undefined ? {} : { deviceTrustHeader }),
    limits,
    metricsReaders,
    ...(policies === undefined ? {} : { policies }),
    ...(operator === undefined ? {} : { operator }),
  }
}
