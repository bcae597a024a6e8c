import type { AccessTokenSettings, ConfiguredResource } from '../configuration.ts'
import { type Reader, readList, readObject, readText } from '../read/read-value.ts'
import { readAccessTokens } from './tokens.ts'
import { readScopeNames } from './users.ts'

/** Reads the APIs that tokens are for: at least one. */
export function readResources(
  inherited: AccessTokenSettings,
): Reader<readonly [ConfiguredResource, ...ConfiguredResource[]]> {
  return (place, value) => {
    const resources = readList(readResource(inherited))(place, value)
    if (resources === undefined) return undefined
    const [first, ...rest] = resources
    return first === undefined
      ? place.refuse('is an empty list; name at least one API that tokens are for')
      : [first, ...rest]
  }
}

function readResource(inherited: AccessTokenSettings): Reader<ConfiguredResource> {
  return (place, value) => {
    const fields = readObject(place, value, [
      'identifier',
      'scopes',
      'scopeDescriptions',
      'accessTokens',
      'introspectedBy',
    ])
    const identifier = fields?.required(
      'identifier',
      'an absolute URI, such as `https://api.example`',
      readIdentifier,
    )
    const scopes = fields?.required('scopes', 'a list of scope names', readScopeNames)
    const scopeDescriptions = fields?.withDefault(
      'scopeDescriptions',
      new Map(),
      readDescriptions(scopes ?? []),
    )
    const accessTokens = fields?.withDefault('accessTokens', inherited, readAccessTokens(inherited))
    const introspectedBy = fields?.withDefault('introspectedBy', [], readList(readText))
    return identifier === undefined ||
      scopes === undefined ||
      scopeDescriptions === undefined ||
      accessTokens === undefined ||
      introspectedBy === undefined
      ? undefined
      : { identifier, scopes, scopeDescriptions, accessTokens, introspectedBy }
  }
}

/** Reads what scopes mean: for none but those of the resource, a line of words each. */
function readDescriptions(scopes: readonly string[]): Reader<ReadonlyMap<string, string>> {
  return (place, value) => {
    const fields = readObject(place, value, scopes)
    if (fields === undefined) return undefined
    const described = scopes.flatMap((name) => {
      const words = fields.optional(name, readText)
      return words === undefined ? [] : [[name, words] as const]
    })
    return new Map(described)
  }
}

/** @see RFC 8707 §2 */
const readIdentifier: Reader<string> = (place, value) => {
  const text = readText(place, value)
  if (text === undefined) return undefined
  if (!URL.canParse(text) || !/^[\x21-\x7e]+$/.test(text)) {
    return place.refuse('must be an absolute URI, such as `https://api.example`')
  }
  return text.includes('#') ? place.refuse('must not have a fragment, nor `#`') : text
}
