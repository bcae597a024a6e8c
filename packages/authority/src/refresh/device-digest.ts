import { createHash } from 'node:crypto'

/**
 * How the device of a refresh family is known again: SHA-256 over the grant and the names and values of the
 * declared headers, with a mark of which headers these are before it. Null where none are declared. An
 * absent header is not an empty one.
 * Security: headers can be copied by whoever saw them, so this is a tripwire, no proof of possession.
 */
export function deviceDigest(
  grantId: string,
  headers: Headers,
  names: readonly string[] = [],
): string | null {
  if (names.length === 0) return null
  const known = [...new Set(names)].sort()
  const values = known.map((name) => [name, headers.get(name)])
  return `${markOf(known)}.${sha256(JSON.stringify([grantId, ...values])).toString('base64url')}`
}

/**
 * The digest that the family of a grant is asked for: that of the request; the family's own where it began
 * under other headers than those declared now, since a change of the configuration is not a thief.
 */
export function deviceToCompare(
  kept: string | null | undefined,
  asked: string | null,
): string | null {
  if (kept === null || kept === undefined) return asked
  return asked !== null && marked(asked) === marked(kept) ? asked : kept
}

function marked(device: string): string | undefined {
  return device.split('.', 1)[0]
}

function markOf(names: readonly string[]): string {
  return sha256(JSON.stringify(names)).subarray(0, 8).toString('base64url')
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
