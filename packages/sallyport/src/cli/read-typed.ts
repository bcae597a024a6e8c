import { type Findings, rootPlace } from '../configuration/read/place.ts'
import type { Reader } from '../configuration/read/read-value.ts'
import { CommandRefused } from './command-refused.ts'
import type { CommandWorld } from './command-world.ts'

/**
 * Reads what was typed by the rules of the configuration, as strictly as `serve` does. Throws
 * CommandRefused (2) with one line for each thing wrong.
 */
export function readTyped<Value>(
  { env, folder }: CommandWorld,
  read: Reader<Value>,
  value: unknown,
): Value {
  const findings: Findings = { errors: [], warnings: [] }
  const place = rootPlace({ command: 'serve', env, baseFolder: folder }, findings)
  const typed = read(place, value)
  if (typed === undefined || findings.errors.length > 0) {
    throw new CommandRefused(2, findings.errors.map(({ message }) => message).join('\n'))
  }
  return typed
}
