/**
 * Checks the issuer identifier of a configuration: https (http on loopback, or where insecure ones are
 * allowed), no query, fragment or credentials. Throws otherwise.
 * @see RFC 8414 §2
 */
export function checkIssuerUrl(issuer: string, allowInsecure: boolean): void {
  const url = URL.parse(issuer)
  if (url === null) throw new Error(`\`issuer\` is not a URL: \`${issuer}\``)
  if (url.username !== '' || url.password !== '' || /[?#]/.test(issuer)) {
    throw new Error('`issuer` must have no query, fragment or credentials')
  }
  if (!isAllowed(url, allowInsecure)) {
    throw new Error(`\`issuer\` must be https, or http on loopback: \`${issuer}\``)
  }
}

/** Where the metadata of an issuer may be, in the order to try (RFC 8414 §3.1 and §5). */
export function wellKnownUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ]
}

/** The addresses of an issuer that we go to. */
export type EndpointName = 'jwks_uri' | 'introspection_endpoint'

/**
 * Checks an address of an issuer, from its metadata or the configuration, and answers it; throws
 * otherwise.
 * Security: http only where the issuer itself is http, so that metadata of an https issuer
 * cannot send us to a plain port of this machine.
 */
export function checkEndpointUrl(
  name: EndpointName,
  value: unknown,
  { issuer, allowInsecure }: { readonly issuer: string; readonly allowInsecure: boolean },
): string {
  const url = typeof value === 'string' ? URL.parse(value) : null
  if (url === null) throw new Error(`the metadata of \`${issuer}\` has no \`${name}\``)
  const isHttps = url.protocol === 'https:'
  const isHttpToo = new URL(issuer).protocol === 'http:' && isAllowed(url, allowInsecure)
  if (!(isHttps || isHttpToo) || url.username !== '' || url.password !== '') {
    throw new Error(`the \`${name}\` of \`${issuer}\` must be https without credentials`)
  }
  return url.href
}

const LOOPBACK_HOST = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/

function isAllowed({ protocol, hostname }: URL, allowInsecure: boolean): boolean {
  if (protocol === 'https:') return true
  return protocol === 'http:' && (allowInsecure || LOOPBACK_HOST.test(hostname))
}
