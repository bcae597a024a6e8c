/**
 * Names of parameters, headers and properties whose values are secrets, as a regular expression that
 * matches the end of a name: `password` is also in `new_password` and `dbPassword`. Those of the first
 * line stand only for themselves: an `exit_code` or a `statusCode` is no secret. `state` and `nonce`
 * are not in it: they prove nothing to anybody but the client that made them.
 */
export const sensitiveNamePattern = [
  '(?<=^|[^A-Za-z0-9_-]|%[0-9A-Fa-f]{2})(?:code|otp|pin|pwd|dpop|assertion)',
  '(?:authorization|auth|user|device|recovery)[_-]?code',
  '(?:code[_-]?)?verifier',
  'token(?:[_-]?hint)?',
  '(?:client|subject|actor)[_-]?assertion',
  'pass(?:words?|wd|phrase|code)',
  'secrets?',
  'credentials?',
  'cookies?',
  'authorization',
  '(?:api|private|access|signing)[_-]?key',
].join('|')

const WHOLE = new RegExp(`(?:${sensitiveNamePattern})$`, 'i')

/** Whether a property, parameter or header of this name holds a secret. */
export function isSensitiveName(name: string): boolean {
  // Security: names are matched at their end; a long one is not read from its beginning.
  return WHOLE.test(name.length > 128 ? name.slice(-128) : name)
}

/** Whether the name is that of a header whose value is a list and goes on to the end of the line. */
export function isSensitiveHeader(name: string): boolean {
  return /^(?:proxy-)?authorization$|^(?:set-)?cookie$|^dpop$/i.test(name)
}

/**
 * Whether the value says nothing, although its name is sensitive: no value at all, or, where the name
 * is `code`, an error or status code (`ENOENT`, `ERR_INVALID_URL`, `invalid_grant`, `404`).
 */
export function isHarmlessValue(name: string, value: string): boolean {
  if (/^(?:null|undefined|true|false|)$/.test(value)) return true
  if (name.toLowerCase() !== 'code') return false
  return /^\d{1,3}$|^E[A-Z]{2,19}$|^[A-Z]+(?:_[A-Z0-9]+){1,8}$|^[a-z]+(?:_[a-z]+){1,8}$/.test(value)
}
