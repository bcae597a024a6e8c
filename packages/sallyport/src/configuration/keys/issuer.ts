import { type Reader, readText, shown } from '../read/read-value.ts'

/**
 * Reads an issuer: https (http on loopback), no user name, query, fragment or slash at the end,
 * written as URLs are normalised, because everyone compares it character by character.
 * @see RFC 8414 §2, RFC 9207 §2.4
 */
export const readIssuer: Reader<string> = (place, value) => {
  const text = readText(place, value)
  if (text === undefined) return undefined
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return place.refuse('must be an absolute https URL, such as `https://auth.example`')
  }
  if (url.username !== '' || url.password !== '') {
    return place.refuse('must not contain a user name or password')
  }
  if (text.includes('?') || text.includes('#')) {
    return place.refuse('must not have a query or fragment, nor `?` or `#`')
  }
  const loopback = isLoopbackHost(url.hostname)
  if (url.protocol === 'http:' && !loopback) {
    return place.refuse('must be https; http is allowed on loopback only, such as `127.0.0.1`')
  }
  if (url.port === '0' && !loopback) {
    return place.refuse('has port 0, which is allowed on loopback only')
  }
  const canonical = url.origin + url.pathname.replace(/\/+$/, '')
  return text === canonical
    ? text
    : place.refuse(`must be written \`${canonical}\`, not ${shown(text)}: it is compared as text`)
}

/** Whether a URL's host is the machine itself: `localhost`, `127.0.0.0/8` or `[::1]`. */
function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** The issuer once the port is known: a configured port 0 becomes `port`, any other stays. */
export function issuerAtPort(issuer: string, port: number): string {
  const url = new URL(issuer)
  if (url.port !== '0') return issuer
  url.port = String(port)
  return url.origin + (url.pathname === '/' ? '' : url.pathname)
}
