import type { TokenClaims } from './parse-claims.ts'

/** Checks that the token is from our issuer, character by character (RFC 9068 §4). */
export function checkIssuer(claims: TokenClaims, issuer: string): 'wrong_issuer' | undefined {
  return claims.iss === issuer ? undefined : 'wrong_issuer'
}
