import { isScopeName } from '@sallyport/protocol'

/**
 * Checks a list of scopes that an API knows; throws a TypeError for what is not a scope name, and for
 * `offline_access`, which clients ask of the authorization server and no API requires.
 */
export function checkScopeNames(scopes: unknown): readonly string[] {
  if (scopes === undefined) return []
  if (!Array.isArray(scopes)) throw new TypeError('`scopes` must be a list of scope names')
  for (const scope of scopes) {
    if (typeof scope !== 'string' || !isScopeName(scope)) {
      throw new TypeError(
        `\`${String(scope)}\` is not a scope name: one name a string, without spaces, \`"\` or \`\\\``,
      )
    }
    if (scope === 'offline_access') {
      throw new TypeError('`offline_access` is no scope of an API: leave it to clients')
    }
  }
  return Object.freeze([...new Set<string>(scopes)])
}
