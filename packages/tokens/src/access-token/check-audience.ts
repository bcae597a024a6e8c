import type { TokenClaims } from './parse-claims.ts'

/**
 * Checks that the token is for us: `aud` is our identifier, or a list that contains it, character by
 * character. A token for several audiences is accepted where we are one of them; our own authority
 * issues for one only.
 * @see RFC 9068 §4, RFC 7519 §4.1.3
 */
export function checkAudience(
  claims: TokenClaims,
  audience: string | readonly string[],
): 'wrong_audience' | undefined {
  const ours = typeof audience === 'string' ? [audience] : audience
  return audiencesOf(claims).some((one) => ours.includes(one)) ? undefined : 'wrong_audience'
}

/** `aud` as a list, whichever form it has. */
export function audiencesOf(claims: TokenClaims): readonly string[] {
  return typeof claims.aud === 'string' ? [claims.aud] : claims.aud
}
