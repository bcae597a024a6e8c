import { accept, type Result, refuse } from '@sallyport/protocol'

const VISIBLE_ASCII = /^[\x21-\x7e]+$/
const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::([1-9]\d{0,4}))?([/?].*)?$/

/**
 * Checks a redirect URI that a client wants to register: https; http on a loopback host; or a
 * private-use scheme that contains a dot (`com.example.app:/callback`). The refusal says why.
 * @see OAuth 2.1 §2.3, RFC 8252 §7.1 and §7.3
 */
export function checkRedirectUri(uri: string): Result<string, string> {
  if (!VISIBLE_ASCII.test(uri) || /[\\"<>^`{|}*]/.test(uri)) {
    return refuse('must be plain ASCII without spaces, quotes, wildcards or backslashes')
  }
  if (uri.includes('#')) return refuse('must not contain a fragment')
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (url === undefined) return refuse('must be an absolute URI')
  if (url.username !== '' || url.password !== '' || /^[a-z]+:\/\/[^/?]*@/i.test(uri)) {
    return refuse('must not contain a user name')
  }
  if (url.protocol === 'https:') {
    return /^https:\/\/[^/?]/.test(uri) ? accept(uri) : refuse('must be written `https://host/…`')
  }
  if (url.protocol === 'http:') {
    return LOOPBACK.test(uri)
      ? accept(uri)
      : refuse('must be https, except on `127.0.0.1`, `[::1]` or `localhost`')
  }
  return isPrivateUseScheme(url.protocol)
    ? accept(uri)
    : refuse(
        'must be https, loopback http, or a scheme of your own domain such as `com.example.app:/callback`',
      )
}

/**
 * Whether a redirect URI of a request is one that the client registered: the same string, or the same
 * loopback URI on another port.
 * @see OAuth 2.1 §2.3.1, RFC 8252 §7.3
 */
export function isRegisteredRedirectUri(uri: string, registered: readonly string[]): boolean {
  if (registered.includes(uri)) return true
  const asked = withoutPort(uri)
  return asked !== undefined && registered.some((known) => withoutPort(known) === asked)
}

/** A loopback URI less its port; undefined for any other. */
function withoutPort(uri: string): string | undefined {
  const match = LOOPBACK.exec(uri)
  if (match === null || uri.includes('#') || !VISIBLE_ASCII.test(uri)) return undefined
  const [, host = '', port, rest = ''] = match
  return port !== undefined && Number(port) > 65_535 ? undefined : `${host}${rest}`
}

/**
 * The source expression under which a page may send its form's redirect to this URI (CSP `form-action`):
 * an origin, or a scheme where there is no host that CSP can name.
 */
export function redirectSource(uri: string): string {
  const url = new URL(uri)
  if (isPrivateUseScheme(url.protocol)) return url.protocol
  // CSP's grammar has no IPv6 addresses (CSP3 §2.3.1, host-source).
  return url.hostname.startsWith('[') ? url.protocol : url.origin
}

/**
 * Whether any program of the person's machine may receive what is sent there: a loopback address or a
 * private-use scheme (OAuth 2.1 §7.3.1, RFC 8252 §8.6).
 */
export function isUnprovenRedirect(uri: string): boolean {
  return LOOPBACK.test(uri) || isPrivateUseScheme(new URL(uri).protocol)
}

/** The web origin of a redirect URI; undefined for private-use schemes, which have none. */
export function redirectOrigin(uri: string): string | undefined {
  const url = new URL(uri)
  return isPrivateUseScheme(url.protocol) ? undefined : url.origin
}

function isPrivateUseScheme(protocol: string): boolean {
  return protocol.includes('.')
}
