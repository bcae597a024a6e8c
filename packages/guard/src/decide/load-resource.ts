import { accept, type Resource, type Result, refuse } from '@sallyport/protocol'
import type { CheckedRoute, PolicyQuestion } from '../options/check-route.ts'
import type { Refusal } from '../refusals/refusal.ts'
import type { WellFormed } from './check-input.ts'
import { takeFacts } from './take-facts.ts'

/** A well-formed request with the thing that it asks for, where a policy is to judge it. */
export interface Loaded<Native> extends WellFormed<Native> {
  readonly question:
    | { readonly asks: PolicyQuestion<Native>; readonly resource: Resource }
    | undefined
}

/**
 * Loads the resource that the policy will be asked about. One that is not there is denied like one
 * that is not the caller's; a loader that throws, or gives a thing without a `type`, is a fault.
 */
export async function loadResource<Native>(
  wellFormed: WellFormed<Native>,
  route: CheckedRoute<Native>,
  native: Native,
): Promise<Result<Loaded<Native>, Refusal>> {
  const { asks } = route
  if (asks === undefined) return accept({ ...wellFormed, question: undefined })
  const { principal } = wellFormed
  try {
    const loaded: unknown =
      typeof asks.resource === 'function' ? await asks.resource(native, principal) : asks.resource
    if (loaded === undefined || loaded === null) {
      return refuse({ code: 'denied', reasons: ['resource_not_found'], principal })
    }
    return accept({ ...wellFormed, question: { asks, resource: takeFacts(loaded) } })
  } catch (error) {
    return refuse({ code: 'resource_failed', reasons: ['resource_failed'], error, principal })
  }
}
