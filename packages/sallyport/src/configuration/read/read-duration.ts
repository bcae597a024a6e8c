import { kindOf, type Reader, shown } from './read-value.ts'

const secondsPerUnit = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
])

/** Parses `'90s'`, `'10m'`, `'12h'`, `'30d'` to seconds; undefined if it is none of these, or zero. */
export function parseDuration(text: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  const seconds = Number(count) * (secondsPerUnit.get(unit) ?? Number.NaN)
  return seconds > 0 ? seconds : undefined
}

/** Reads a duration between two others, both included; answers seconds. */
export function readDuration(least: string, most: string): Reader<number> {
  const [leastSeconds, mostSeconds] = [parseDuration(least), parseDuration(most)]
  if (leastSeconds === undefined || mostSeconds === undefined) {
    throw new Error(`\`${least}\` and \`${most}\` must be durations such as \`10m\``)
  }
  return (place, value) => {
    if (typeof value !== 'string') {
      return place.refuse(`must be a duration such as \`'${least}'\`, not ${kindOf(value)}`)
    }
    const seconds = parseDuration(value)
    if (seconds === undefined) {
      return place.refuse(
        `must be a number followed by \`s\`, \`m\`, \`h\` or \`d\`, such as \`${least}\`, not ${shown(value)}`,
      )
    }
    return seconds >= leastSeconds && seconds <= mostSeconds
      ? seconds
      : place.refuse(`must be from \`${least}\` to \`${most}\`, not ${shown(value)}`)
  }
}
