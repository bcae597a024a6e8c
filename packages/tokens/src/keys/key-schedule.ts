/** When keys come and go; seconds. */
export interface KeySchedule {
  /** How long a key signs before `upkeep` rotates it. 90 days. */
  readonly rotateEverySeconds: number
  /** How long a key is published before it signs: longer than any verifier remembers a key set. 24 hours. */
  readonly publishAheadSeconds: number
  /** How long a retired key verifies: until the last token that it signed has expired. 24 hours. */
  readonly keepRetiredSeconds: number
}

export const defaultKeySchedule: KeySchedule = {
  rotateEverySeconds: 90 * 86_400,
  publishAheadSeconds: 86_400,
  keepRetiredSeconds: 86_400,
}

/** Throws on a schedule by which keys could not come and go in time. */
export function checkKeySchedule(schedule: KeySchedule): KeySchedule {
  for (const [name, seconds] of Object.entries(schedule)) {
    if (!(Number.isInteger(seconds) && seconds > 0)) {
      throw new Error(`\`${name}\` is \`${seconds}\`; it must be a whole number of seconds above 0`)
    }
  }
  if (schedule.publishAheadSeconds > schedule.rotateEverySeconds) {
    throw new Error('`publishAheadSeconds` is more than `rotateEverySeconds`; it must not be')
  }
  return schedule
}
