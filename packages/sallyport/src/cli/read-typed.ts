import { type Findings, rootPlace } from '../configuration/read/place.ts'
import type { Reader } from '../configuration/read/read-value.ts'
import { CommandRefused } from './command-refused.ts'
import type { CommandWorld } from './command-world.ts'

/**
 * Reads what was typed by the rules of the configuration, as strictly as `serve` does. Throws
 * CommandRefused (2) with one line for each thing wrong, in which each key is called as it was typed:
 * `optionNames` has the option of a key (`--redirect-uri` of `redirect_uris`).
 */
export function readTyped<Value>(
  { env, folder }: CommandWorld,
  read: Reader<Value>,
  value: unknown,
  optionNames: ReadonlyMap<string, string>,
): Value {
  const findings: Findings = { errors: [], warnings: [] }
  const place = rootPlace({ command: 'serve', env, baseFolder: folder }, findings)
  const typed = read(place, value)
  if (typed === undefined || findings.errors.length > 0) {
    const lines = findings.errors.map(({ message }) => nameOptions(message, optionNames))
    throw new CommandRefused(2, lines.join('\n'))
  }
  return typed
}

/** An entry of a list is counted as people count: `redirect_uris[0]` is the first `--redirect-uri`. */
function nameOptions(message: string, optionNames: ReadonlyMap<string, string>): string {
  return message.replace(/`(\w+)(?:\[(\d+)\])?`/g, (whole, key: string, index?: string) => {
    const option = optionNames.get(key)
    if (option === undefined) return whole
    return index === undefined ? `\`${option}\`` : `\`${option}\` (number ${Number(index) + 1})`
  })
}
