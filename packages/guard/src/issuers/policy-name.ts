import type { TrustedIssuers } from './trusted-issuer.ts'

/**
 * The name by which policies know a subject or client: bare for the guard's own issuer or its only
 * one, and behind the issuer and `#` for all others. An issuer has no `#`, so no two of them and
 * their subjects come to one name.
 */
export function policyName(issuers: TrustedIssuers, issuer: string, name: string): string {
  return issuers.find(issuer)?.hasBareNames === true ? name : `${issuer}#${name}`
}
