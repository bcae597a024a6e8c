import type { AuditFact, Principal, Resource } from '@sallyport/protocol'
import type { Arrival } from '../arrival/arrive.ts'
import type { Decided } from '../decide/ask-policy.ts'
import type { CheckedRoute } from '../options/check-route.ts'
import { kindOf, type Refusal } from '../refusals/refusal.ts'

/** What the audit keeps of a refused request. */
export function refusalFact<Native>(
  arrival: Arrival,
  route: CheckedRoute<Native> | undefined,
  refusal: Refusal,
): AuditFact {
  const { event, outcome } = kindOf(refusal.code)
  const { requiredScopes, principal, resource, reasons } = refusal
  return {
    type: event,
    outcome,
    ...requestFacts(arrival, principal, resource),
    // Before the second door nobody has asked what is to be done.
    ...(route?.action === undefined || principal === undefined ? {} : { action: route.action }),
    ...(requiredScopes === undefined ? {} : { scope: requiredScopes.join(' ') }),
    reasons,
  }
}

/** What the audit keeps of a request that was decided and allowed. */
export function allowedFact<Native>(
  decided: Decided<Native>,
  route: CheckedRoute<Native>,
): AuditFact {
  const { arrival, principal, question, reasons } = decided
  return {
    type: 'decision.allowed',
    outcome: 'success',
    ...requestFacts(arrival, principal, question?.resource),
    ...(route.action === undefined ? {} : { action: route.action }),
    ...(route.scopes.length === 0 ? {} : { scope: route.scopes.join(' ') }),
    ...(reasons.length === 0 ? {} : { reasons }),
  }
}

function requestFacts(
  { requestId, caller }: Arrival,
  principal: Principal | undefined,
  resource: Resource | undefined,
): Omit<AuditFact, 'type' | 'outcome'> {
  return {
    requestId,
    ...(caller.address === undefined ? {} : { address: caller.address }),
    ...(principal === undefined ? {} : principalFacts(principal)),
    ...(resource === undefined ? {} : { resource: resourceFacts(resource) }),
  }
}

function principalFacts(principal: Principal): Partial<AuditFact> {
  const { subject, clientId, tokenId, grantId, sessionId } = principal
  return {
    subject,
    clientId,
    tokenId,
    ...(grantId === undefined ? {} : { grantId }),
    ...(sessionId === undefined ? {} : { sessionId }),
  }
}

function resourceFacts({ type, id }: Resource): { type: string; id?: string } {
  return typeof id === 'string' ? { type, id } : { type }
}
