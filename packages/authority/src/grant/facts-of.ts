import type { GrantFacts } from '@sallyport/store'

/** What the audit log says of a grant, or of a code that is to become one. */
export function factsOf({ subject, clientId, grantId, sessionId }: GrantFacts) {
  return { subject, clientId, grantId, sessionId }
}
