import { defaultKeySchedule } from '@sallyport/tokens'
import type { SigningKeySettings } from '../configuration.ts'
import { readDuration } from '../read/read-duration.ts'
import { type Reader, readObject } from '../read/read-value.ts'

export const defaultKeys: SigningKeySettings = {
  rotateEverySeconds: defaultKeySchedule.rotateEverySeconds,
  publishAheadSeconds: defaultKeySchedule.publishAheadSeconds,
}

/** Reads when signing keys come and go. */
export const readKeys: Reader<SigningKeySettings> = (place, value) => {
  const fields = readObject(place, value, ['rotateEvery', 'publishAhead'])
  if (fields === undefined) return undefined
  const rotateEverySeconds = fields.withDefault(
    'rotateEvery',
    defaultKeys.rotateEverySeconds,
    readDuration('1d', '366d'),
  )
  // Guards fetch keys every ten minutes; below that a next key would sign before all have it.
  const publishAheadSeconds = fields.withDefault(
    'publishAhead',
    Math.min(defaultKeys.publishAheadSeconds, rotateEverySeconds ?? 0),
    readDuration('15m', '30d'),
  )
  if (rotateEverySeconds === undefined || publishAheadSeconds === undefined) return undefined
  return publishAheadSeconds > rotateEverySeconds
    ? place.at('publishAhead').refuse('is longer than `keys.rotateEvery`; it must not be')
    : { rotateEverySeconds, publishAheadSeconds }
}
