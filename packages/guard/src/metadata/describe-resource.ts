import { checkNames } from '../options/check-names.ts'
import { checkScopeNames } from '../options/check-scope-names.ts'

/** What an API says of itself, beyond its identifier and its issuer. */
export interface ResourceMetadataOptions {
  /** Scopes that clients may want, `scopes_supported`. */
  readonly scopes?: readonly string[]
  /** A name for people, `resource_name`. */
  readonly name?: string
  /** A page for developers, `resource_documentation`. */
  readonly documentation?: string
}

/** An API's description of itself, ready to be served. */
export interface DescribedResource {
  /** Where clients look for it; goes into challenges. */
  readonly url: string
  /** The path of `url`, as a request target has it. */
  readonly path: string
  /** JSON text. */
  readonly document: string
}

const wellKnown = '/.well-known/oauth-protected-resource'

/**
 * Describes the API as a protected resource. `resource` is the audience as it was given, byte for byte,
 * and everything comes from the options: no `Host` of a caller's can reach it. Throws for an audience
 * that has no well-known address.
 * @see RFC 9728 §2, §3.1
 */
export function describeResource(
  given: true | ResourceMetadataOptions,
  { audience, issuers }: { readonly audience: string; readonly issuers: readonly string[] },
): DescribedResource {
  const { scopes, name, documentation } = given === true ? {} : checkMetadataOptions(given)
  const { origin, pathname } = checkIdentifier(audience)
  // A lone slash after the host goes, every other one belongs to the identifier.
  const path = `${wellKnown}${pathname === '/' ? '' : pathname}`
  const document = {
    resource: audience,
    authorization_servers: issuers,
    ...(scopes === undefined || scopes.length === 0 ? {} : { scopes_supported: scopes }),
    bearer_methods_supported: ['header'],
    ...(name === undefined ? {} : { resource_name: name }),
    ...(documentation === undefined ? {} : { resource_documentation: documentation }),
  }
  return Object.freeze({ url: `${origin}${path}`, path, document: JSON.stringify(document) })
}

function checkIdentifier(audience: string): URL {
  const url = URL.parse(audience)
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '')
  const isWeb = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)
  if (url !== null && isWeb && url.username === '' && !/[?#]/.test(audience)) return url
  throw new TypeError(
    `\`resourceMetadata\` needs an \`audience\` that is a URL, https except on loopback, without query or fragment, not \`${audience}\``,
  )
}

function checkMetadataOptions(given: ResourceMetadataOptions): ResourceMetadataOptions {
  checkNames('resourceMetadata', given, ['scopes', 'name', 'documentation'])
  const { scopes, name, documentation } = given
  if (name !== undefined && (typeof name !== 'string' || name === '')) {
    throw new TypeError('`resourceMetadata` takes a `name` for people, such as `Documents`')
  }
  if (documentation !== undefined && URL.parse(documentation) === null) {
    throw new TypeError('`resourceMetadata` takes a URL as `documentation`')
  }
  return { ...given, ...(scopes === undefined ? {} : { scopes: checkScopeNames(scopes) }) }
}
