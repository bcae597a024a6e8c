import type { SigningAlgorithm } from '@sallyport/protocol'
import type { Configuration } from '../configuration/configuration.ts'

/**
 * The algorithms that there are keys for: those of access tokens, and the two that ID tokens may be
 * signed with, of which every OpenID provider has RS256 (OpenID Connect Core §15.1).
 */
export function algorithmsInUse(configuration: Configuration): ReadonlySet<SigningAlgorithm> {
  const { accessTokens, resources } = configuration
  const ofAccessTokens = [accessTokens, ...resources.map((one) => one.accessTokens)]
  return new Set([...ofAccessTokens.map(({ algorithm }) => algorithm), 'ES256', 'RS256'])
}
