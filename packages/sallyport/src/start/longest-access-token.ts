import type { Configuration } from '../configuration/configuration.ts'

/** How long a revocation must be remembered: the longest life of an access token, seconds. */
export function longestAccessTokenSeconds(configuration: Configuration): number {
  return Math.max(
    ...configuration.resources.map((resource) => resource.accessTokens.lifetimeSeconds),
  )
}
