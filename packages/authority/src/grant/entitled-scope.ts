import { parseScope } from '@sallyport/protocol'
import type { ClientRecord, UserRecord } from '@sallyport/store'
import { isIdentityScope } from './identity-scopes.ts'

/**
 * What is left of a scope once client and person are both asked: a scope is granted only where both
 * are entitled to it, judged anew at every token. Every person is entitled to be identified.
 */
export function entitledScope(
  scope: readonly string[],
  client: ClientRecord,
  user: UserRecord,
): readonly string[] {
  const ofClient = parseScope(client.scope) ?? []
  return scope.filter(
    (name) => ofClient.includes(name) && (isIdentityScope(name) || user.scopes.includes(name)),
  )
}
