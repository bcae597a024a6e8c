import { accept, type Result, refuse } from '@sallyport/protocol'
import type { CheckedRoute, InputCheck } from '../options/check-route.ts'
import type { Refusal } from '../refusals/refusal.ts'
import type { Entitled } from './check-scopes.ts'

/** An entitled request whose input the route accepts. */
export interface WellFormed<Native> extends Entitled {
  readonly acceptsInput: InputCheck<Native> | undefined
}

/**
 * Asks the route whether it accepts what the request brings along.
 * Security: only now, for a check is the host's own code: what it looks up in a database would be told
 * to callers who may not come this far (an oracle).
 */
export async function checkInput<Native>(
  entitled: Entitled,
  { acceptsInput }: CheckedRoute<Native>,
  native: Native,
): Promise<Result<WellFormed<Native>, Refusal>> {
  if (acceptsInput === undefined || (await acceptsInput(native)) === true) {
    return accept({ ...entitled, acceptsInput })
  }
  return refuse({
    code: 'input_invalid',
    reasons: ['input_invalid'],
    principal: entitled.principal,
  })
}
