import type { TokenClaims } from './parse-claims.ts'

const TEN_YEARS_SECONDS = 10 * 366 * 86_400

/** How far clocks may differ, unless the caller says otherwise. */
export const defaultLeewaySeconds = 30

/**
 * Checks that the token is valid now: `exp` may have passed, `nbf` and `iat` may lie ahead, by at most
 * `leewaySeconds`. An `exp` more than ten years ahead (milliseconds, most likely), an `exp` that is not after
 * `iat` and an `auth_time` in the future are refused as nonsense.
 * Comparisons are written so that whatever is not a number refuses.
 * @see RFC 7519 §4.1.4 to §4.1.6
 */
export function checkTimes(
  claims: TokenClaims,
  nowSeconds: number,
  leewaySeconds: number,
): 'bad_claim' | 'expired' | 'not_yet_valid' | undefined {
  const { exp, iat, nbf = 0, auth_time = 0 } = claims
  const latestStart = nowSeconds + leewaySeconds
  if (!(exp <= nowSeconds + TEN_YEARS_SECONDS && exp > iat)) return 'bad_claim'
  if (!(nowSeconds < exp + leewaySeconds)) return 'expired'
  if (!(nbf <= latestStart && iat <= latestStart)) return 'not_yet_valid'
  if (!(auth_time <= latestStart)) return 'bad_claim'
  return undefined
}
