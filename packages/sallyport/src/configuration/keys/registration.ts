import type { ClientPolicy, RegistrationOptions } from '@sallyport/authority'
import { parseScope } from '@sallyport/protocol'
import type { Place } from '../read/place.ts'
import { readDuration } from '../read/read-duration.ts'
import { readLongSecret } from '../read/read-secret.ts'
import {
  type Fields,
  kindOf,
  type Reader,
  readList,
  readObject,
  readWord,
  shown,
} from '../read/read-value.ts'

/** Guessing one must be hopeless: nothing else keeps strangers from registering. */
const leastTokenLength = 32
const DEFAULT_GRANTS = ['authorization_code', 'refresh_token'] as const
const DEFAULT_UNUSED_SECONDS = 30 * 86_400

/** Reads who may register clients, and as what; `off`: nobody. */
export const readRegistration: Reader<RegistrationOptions | 'off'> = (place, value) => {
  if (value === 'off') return value
  if (!isObject(value)) {
    return place.refuse(
      `must be \`off\`, or an object with \`initialAccessTokens\` or \`open: true\`, not ${kindOf(value)}`,
    )
  }
  const fields = readObject(place, value, [
    'initialAccessTokens',
    'open',
    'scope',
    'grant_types',
    'forgetUnusedAfter',
  ])
  if (fields === undefined) return undefined
  const tokens = readTokens(place, fields)
  const policy = readPolicy(fields)
  const unusedSeconds = fields.withDefault(
    'forgetUnusedAfter',
    DEFAULT_UNUSED_SECONDS,
    readDuration('1h', '366d'),
  )
  if (tokens === undefined || policy === undefined || unusedSeconds === undefined) return undefined
  return { initialAccessTokens: tokens, ...policy, unusedSeconds }
}

/** Reads what clients by document may have; `off`: there are none. */
export const readClientDocuments: Reader<ClientPolicy | 'off'> = (place, value) => {
  if (value === false) return 'off'
  if (value === true) return { scope: [], grantTypes: DEFAULT_GRANTS }
  if (!isObject(value)) {
    return place.refuse(
      `must be \`true\`, \`false\`, or an object such as \`{ scope: 'read:documents' }\`, not ${shown(value)}`,
    )
  }
  const fields = readObject(place, value, ['scope', 'grant_types'])
  return fields === undefined ? undefined : readPolicy(fields)
}

function readPolicy(fields: Fields): ClientPolicy | undefined {
  const scope = fields.withDefault('scope', [], readScopeNames)
  const grantTypes = fields.withDefault('grant_types', DEFAULT_GRANTS, readList(readGrantType))
  return scope === undefined || grantTypes === undefined ? undefined : { scope, grantTypes }
}

/** Security: nothing said is not open to everybody, and a token that nobody needs is a mistake. */
function readTokens(
  place: Place,
  fields: Fields,
): RegistrationOptions['initialAccessTokens'] | undefined {
  const read = readList(readLongSecret(leastTokenLength))
  const tokens = fields.optional('initialAccessTokens', read)
  const open = fields.optional('open', readTrue)
  if (fields.has('initialAccessTokens') && fields.has('open')) {
    return place.at('open').refuse('stands beside `initialAccessTokens`: leave one of them out')
  }
  if (fields.has('open')) return open === undefined ? undefined : []
  if (!fields.has('initialAccessTokens')) {
    return place.refuse(
      "says not who may register: give `initialAccessTokens`, or `open: true`, or make it `'off'`",
    )
  }
  return tokens?.length === 0
    ? place.at('initialAccessTokens').refuse('is an empty list; give at least one token')
    : tokens
}

const readTrue: Reader<true> = (place, value) =>
  value === true ? value : place.refuse('must be `true`, or left out')

const readGrantType = readWord([
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
])

const readScopeNames: Reader<readonly string[]> = (place, value) => {
  if (typeof value !== 'string') {
    return place.refuse(
      `must be scope names in one text, separated by spaces, not ${kindOf(value)}`,
    )
  }
  const names = parseScope(value)
  return (
    names ?? place.refuse('contains a character that no scope name may have: see RFC 6749 §3.3')
  )
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
