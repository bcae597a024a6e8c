import type { OnReuse } from '@sallyport/authority'
import { longestAccessTokenSeconds } from '@sallyport/store'
import type { AccessTokenSettings, RefreshTokenSettings } from '../configuration.ts'
import { readDuration } from '../read/read-duration.ts'
import {
  kindOf,
  type Reader,
  readInteger,
  readList,
  readObject,
  readWord,
} from '../read/read-value.ts'
import { readHeaderName } from './network.ts'

export const defaultAccessTokens: AccessTokenSettings = { lifetimeSeconds: 600, algorithm: 'ES256' }

export const defaultRefreshTokens: RefreshTokenSettings = {
  absoluteSeconds: 30 * 86_400,
  idleSeconds: 14 * 86_400,
  retrySeconds: 10,
}

/** Reads how access tokens are made; what is not said is as in `inherited`. */
export function readAccessTokens(inherited: AccessTokenSettings): Reader<AccessTokenSettings> {
  return (place, value) => {
    const fields = readObject(place, value, ['lifetime', 'algorithm'])
    const lifetimeSeconds = fields?.withDefault('lifetime', inherited.lifetimeSeconds, readLifetime)
    const algorithm = fields?.withDefault(
      'algorithm',
      inherited.algorithm,
      readWord(['ES256', 'RS256']),
    )
    return lifetimeSeconds === undefined || algorithm === undefined
      ? undefined
      : { lifetimeSeconds, algorithm }
  }
}

const longest = `${longestAccessTokenSeconds / 60}m`

const readLifetime: Reader<number> = (place, value) => {
  const seconds = readDuration('1m', longest)(place, value)
  if (seconds !== undefined && (seconds < 300 || seconds > 900)) {
    place.warn(
      seconds < 300
        ? 'is shorter than `5m`: clients will refresh very often; `5m` to `15m` is usual'
        : 'is longer than `15m`: a stolen token is good for as long; `5m` to `15m` is usual',
    )
  }
  return seconds
}

/** Reads how long a refresh family lives, and what a token of it that comes twice does. */
export const readRefreshTokens: Reader<RefreshTokenSettings> = (place, value) => {
  const fields = readObject(place, value, [
    'absolute',
    'idle',
    'maxRotations',
    'retryWindow',
    'deviceHeaders',
    'onReuse',
  ])
  if (fields === undefined) return undefined
  const absoluteSeconds = fields.withDefault(
    'absolute',
    defaultRefreshTokens.absoluteSeconds,
    readDuration('1m', '366d'),
  )
  const fallbackIdle = Math.min(defaultRefreshTokens.idleSeconds, absoluteSeconds ?? 0)
  const idleSeconds = fields.withDefault('idle', fallbackIdle, readDuration('1m', '366d'))
  const maxRotations = fields.optional('maxRotations', readInteger(1, 1_000_000_000))
  const retrySeconds = fields.withDefault(
    'retryWindow',
    defaultRefreshTokens.retrySeconds,
    readRetryWindow,
  )
  const deviceHeaders = fields.optional('deviceHeaders', readList(readDeviceHeader))
  const onReuse = fields.optional('onReuse', readOnReuse)
  if (absoluteSeconds === undefined || idleSeconds === undefined) return undefined
  if (retrySeconds === undefined) return undefined
  if (idleSeconds > absoluteSeconds) {
    return place.at('idle').refuse('is longer than `refreshTokens.absolute`; it must not be')
  }
  return {
    absoluteSeconds,
    idleSeconds,
    retrySeconds,
    ...(maxRotations === undefined ? {} : { maxRotations }),
    ...(deviceHeaders === undefined ? {} : { deviceHeaders }),
    ...(onReuse === undefined ? {} : { onReuse }),
  }
}

/** `0s` switches it off. */
const readRetryWindow: Reader<number> = (place, value) =>
  value === '0s' ? 0 : readDuration('1s', '60s')(place, value)

/** Of these every request has another one, so that no device would ever be known again. */
const neverTheSame = ['authorization', 'content-length', 'cookie', 'date', 'dpop']

const readDeviceHeader: Reader<string> = (place, value) => {
  const name = readHeaderName(place, value)
  return name !== undefined && neverTheSame.includes(name)
    ? place.refuse('is another one in every request; name headers that stay as they are')
    : name
}

const readOnReuse: Reader<OnReuse> = (place, value) => {
  const fields = readObject(place, value, ['notify', 'blockSubjectFor'])
  const notify = fields?.optional('notify', readNotify)
  const blockSubjectSeconds = fields?.optional('blockSubjectFor', readDuration('1m', '366d'))
  return {
    ...(notify === undefined ? {} : { notify }),
    ...(blockSubjectSeconds === undefined ? {} : { blockSubjectSeconds }),
  }
}

type Notify = NonNullable<OnReuse['notify']>

const readNotify: Reader<Notify> = (place, value) =>
  isFunction(value) ? value : place.refuse(`must be a function, not ${kindOf(value)}`)

/** What it takes and answers cannot be seen; whatever it does is caught where it is called. */
function isFunction(value: unknown): value is Notify {
  return typeof value === 'function'
}
