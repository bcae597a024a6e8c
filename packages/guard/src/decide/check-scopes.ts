import { accept, type Result, refuse } from '@sallyport/protocol'
import type { WithinQuota } from '../limits/take-quota.ts'
import type { CheckedRoute } from '../options/check-route.ts'
import type { Refusal } from '../refusals/refusal.ts'

/** A request whose token carries every scope that the route requires. */
export interface Entitled extends WithinQuota {
  readonly heldScopes: readonly string[]
}

/** Compares scopes as whole names; the answer names what the route requires (RFC 6750 §3.1). */
export function checkScopes<Native>(
  within: WithinQuota,
  route: CheckedRoute<Native>,
): Result<Entitled, Refusal> {
  const { principal } = within
  if (route.scopes.every((scope) => principal.scopes.includes(scope))) {
    return accept({ ...within, heldScopes: route.scopes })
  }
  return refuse({
    code: 'scope_insufficient',
    reasons: ['insufficient_scope'],
    requiredScopes: route.scopes,
    principal,
  })
}
