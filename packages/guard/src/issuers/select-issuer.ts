import { accept, type Result, refuse } from '@sallyport/protocol'
import { isSignedJwt, peekIssuer, type TokenRefusal } from '@sallyport/tokens'
import type { TrustedIssuer, TrustedIssuers } from './trusted-issuer.ts'

/**
 * Selects the issuer by whose rules a token is judged: the one that its `iss` names, character by
 * character, or for an opaque token the one that is asked about those.
 * Security: the `iss` is not verified yet. It selects, and is compared again once the signature has
 * been verified with the keys of the issuer that it selected, so that no issuer's key speaks for
 * another. A JWT is never shown to an issuer that it does not name.
 */
export function selectIssuer(
  token: string,
  issuers: TrustedIssuers,
): Result<TrustedIssuer, TokenRefusal> {
  const { all } = issuers
  if (!isSignedJwt(token)) {
    const asked = all.find(({ introspection }) => introspection !== undefined)
    if (asked !== undefined) return accept(asked)
  }
  const [only] = all
  if (only !== undefined && all.length === 1 && only.introspection?.tokens !== 'all') {
    return accept(only)
  }
  const named = peekIssuer(token)
  if (!named.ok) return named
  const selected = issuers.find(named.value)
  return selected === undefined ? refuse('wrong_issuer') : accept(selected)
}
