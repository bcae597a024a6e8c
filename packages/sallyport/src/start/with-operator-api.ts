import type { Clock } from '@sallyport/protocol'
import type { FollowedRevocations } from '@sallyport/revocation'
import { staticKeys } from '@sallyport/tokens'
import type { Configuration } from '../configuration/configuration.ts'
import { guardOptions } from './guard-options.ts'
import type { Parts } from './open-parts.ts'
import type { Served } from './serve-authority.ts'

interface OperatorParts extends Pick<Parts, 'store' | 'recorder' | 'keys'> {
  readonly issuer: string
  readonly revocations: FollowedRevocations
  readonly clock: Clock
  readonly onFault: (error: unknown, requestId: string) => void
}

/**
 * What is served: the authority, and in front of it the operator API where the configuration has one.
 * The policy engine is loaded only there.
 */
export async function withOperatorApi(
  authority: Served,
  configuration: Configuration,
  { keys, ...parts }: OperatorParts,
): Promise<Served> {
  const { operator } = configuration
  if (operator === undefined) return authority
  const { createOperatorApi } = await import('../operator/operator-api.ts')
  const api = createOperatorApi({
    ...parts,
    operator,
    guard: guardOptions(configuration),
    keys: { find: async (kid, alg) => staticKeys(await keys.publicKeys()).find(kid, alg) },
  })
  return {
    fetch: (request, arrived) =>
      (api.covers(new URL(request.url)) ? api : authority).fetch(request, arrived),
  }
}
