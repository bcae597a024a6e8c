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
      'accessTokens',
      'introspectedBy',
    ])
    const identifier = fields?.required(
      'identifier',
      'an absolute URI, such as `https://api.example`',
      readIdentifier,
    )
    const scopes = fields?.required('scopes', 'a list of scope names', readScopeNames)
    const accessTokens = fields?.withDefault('accessTokens', inherited, readAccessTokens(inherited))
    const introspectedBy = fields?.withDefault('introspectedBy', [], readList(readText))
    return identifier === undefined ||
      scopes === undefined ||
      accessTokens === undefined ||
      introspectedBy === undefined
      ? undefined
      : { identifier, scopes, accessTokens, introspectedBy }
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
