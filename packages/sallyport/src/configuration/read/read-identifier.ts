import { looksLikeToken } from '@sallyport/protocol'
import type { Place } from './place.ts'
import type { Reader } from './read-value.ts'

/**
 * Reads a name that tokens and the audit log will carry: 1 to 255 printable ASCII characters without
 * spaces, nothing that looks like a secret.
 * @see RFC 6749 appendix A.1, OpenID Connect Core §2
 */
export const readIdentifier: Reader<string> = (place, value) =>
  typeof value === 'string' && /^[\x21-\x7e]{1,255}$/.test(value)
    ? unlikeToken(place, value)
    : place.refuse('must be 1 to 255 printable ASCII characters without spaces')

/** The name, unless the audit log would refuse it, and with it everything that it is the name of. */
export function unlikeToken(place: Place, name: string): string | undefined {
  return looksLikeToken(name)
    ? place.refuse(
        'looks like a secret, which the audit log does not keep; choose a name without 60 letters and digits in a row, and not of the shape of a JWT',
      )
    : name
}
