import { longestAccessTokenSeconds } from '@sallyport/store'
import type { AccessTokenSettings, RefreshTokenSettings } from '../configuration.ts'
import { readDuration } from '../read/read-duration.ts'
import { type Reader, readInteger, readObject, readWord } from '../read/read-value.ts'

export const defaultAccessTokens: AccessTokenSettings = { lifetimeSeconds: 600, algorithm: 'ES256' }

export const defaultRefreshTokens: RefreshTokenSettings = {
  absoluteSeconds: 30 * 86_400,
  idleSeconds: 14 * 86_400,
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

/** Reads how long a refresh family lives. */
export const readRefreshTokens: Reader<RefreshTokenSettings> = (place, value) => {
  const fields = readObject(place, value, ['absolute', 'idle', 'maxRotations'])
  if (fields === undefined) return undefined
  const absoluteSeconds = fields.withDefault(
    'absolute',
    defaultRefreshTokens.absoluteSeconds,
    readDuration('1m', '366d'),
  )
  const fallbackIdle = Math.min(defaultRefreshTokens.idleSeconds, absoluteSeconds ?? 0)
  const idleSeconds = fields.withDefault('idle', fallbackIdle, readDuration('1m', '366d'))
  const maxRotations = fields.optional('maxRotations', readInteger(1, 1_000_000_000))
  if (absoluteSeconds === undefined || idleSeconds === undefined) return undefined
  if (idleSeconds > absoluteSeconds) {
    return place.at('idle').refuse('is longer than `refreshTokens.absolute`; it must not be')
  }
  return maxRotations === undefined
    ? { absoluteSeconds, idleSeconds }
    : { absoluteSeconds, idleSeconds, maxRotations }
}
