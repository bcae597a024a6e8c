/**
 * Scopes are whole names, compared character by character (RFC 6749 §3.3).
 * `read:documents` is not implied by `read`, nor `read` by `read:documents`.
 */

const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** Whether the text is one scope name: printable ASCII without space, `"` or `\`. */
export function isScopeName(text: string): boolean {
  return SCOPE_TOKEN.test(text)
}

/**
 * Parses a space-delimited scope string into its distinct names, in order; undefined if malformed.
 * The empty string has no names; extra spaces are passed over.
 * @see RFC 6749 §3.3
 */
export function parseScope(text: string): readonly string[] | undefined {
  const names = text.split(' ').filter((name) => name !== '')
  return names.every(isScopeName) ? [...new Set(names)] : undefined
}

/** The scope string of a list of names. */
export function formatScope(names: readonly string[]): string {
  return names.join(' ')
}
