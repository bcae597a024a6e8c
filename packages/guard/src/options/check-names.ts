import { nearestName } from '@sallyport/protocol'

/**
 * Throws a TypeError for an option that is not known, with the nearest name that is: a mistyped
 * `scope` must not leave a route open.
 */
export function checkNames(subject: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${subject}() takes one object of options: ${known.join(', ')}`)
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const nearest = nearestName(name, known)
    const advice =
      nearest === undefined ? `the options are ${known.join(', ')}` : `did you mean \`${nearest}\`?`
    throw new TypeError(`${subject}() has no option \`${name}\`: ${advice}`)
  }
}
