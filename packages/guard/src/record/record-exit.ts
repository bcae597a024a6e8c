import { type AuditFact, type Principal, type Resource, startOfJwt } from '@sallyport/protocol'
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
    ...(route?.action === undefined || principal === undefined
      ? {}
      : { action: shorten(route.action) }),
    ...(requiredScopes === undefined ? {} : { scope: shorten(requiredScopes.join(' ')) }),
    reasons: reasons.map(shorten),
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
    ...(route.action === undefined ? {} : { action: shorten(route.action) }),
    ...(route.scopes.length === 0 ? {} : { scope: shorten(route.scopes.join(' ')) }),
    ...(reasons.length === 0 ? {} : { reasons: reasons.map(shorten) }),
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
  const { issuer, subject, clientId, tokenId, grantId, sessionId } = principal
  return {
    subject: shorten(subject),
    clientId: shorten(clientId),
    issuer: shorten(issuer),
    tokenId: shorten(tokenId),
    ...(grantId === undefined ? {} : { grantId: shorten(grantId) }),
    ...(sessionId === undefined ? {} : { sessionId: shorten(sessionId) }),
  }
}

function resourceFacts({ type, id }: Resource): { type: string; id?: string } {
  return typeof id === 'string' ? { type: shorten(type), id: shorten(id) } : { type: shorten(type) }
}

/**
 * Takes out JWTs and cuts runs of characters that are long enough to be a secret, such as a resource's
 * id that is a digest: an audit refuses both, and with them the request. What is left of a run still
 * tells two apart.
 */
function shorten(text: string): string {
  const jwt = startOfJwt(text)
  const rest = jwt === -1 ? text : `${text.slice(0, jwt)}[redacted]`
  return rest.replace(/[A-Za-z0-9_-]{53,}/g, (run) => `${run.slice(0, 48)}…`)
}
