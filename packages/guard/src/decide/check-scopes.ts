import { accept, type Result, refuse } from '@sallyport/protocol'
import type { CheckedRoute } from '../options/check-route.ts'
import type { Refusal } from '../refusals/refusal.ts'
import type { SignedIn } from './check-sign-in.ts'

/** A request whose token carries every scope that the route requires. */
export interface Entitled extends SignedIn {
  readonly heldScopes: readonly string[]
}

/**
 * Compares scopes as whole names; the answer names what the route requires (RFC 6750 §3.1), and what is
 * to be kept.
 */
export function checkScopes<Native>(
  signedIn: SignedIn,
  route: CheckedRoute<Native>,
): Result<Entitled, Refusal> {
  const { principal } = signedIn
  if (route.scopes.every((scope) => principal.scopes.includes(scope))) {
    return accept({ ...signedIn, heldScopes: route.scopes })
  }
  const kept = route.keptScopes.filter((scope) => principal.scopes.includes(scope))
  return refuse({
    code: 'scope_insufficient',
    reasons: ['insufficient_scope'],
    requiredScopes: [...new Set([...kept, ...route.scopes])],
    principal,
  })
}
