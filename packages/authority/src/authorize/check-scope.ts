import { accept, parseScope, type Result, refuse } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import type { ResourceServer } from '../authority-options.ts'
import { isIdentityScope } from '../grant/identity-scopes.ts'
import type { Parameters } from '../http/form-parameters.ts'

/**
 * What is asked, less what client or resources do not have. Without `scope`: all that both have.
 * A request that names scopes of which none is left is refused (RFC 6749 §3.3).
 */
export function checkScope(
  parameters: Parameters,
  client: ClientRecord,
  resources: readonly ResourceServer[],
): Result<readonly string[], [code: 'invalid_scope' | 'invalid_target', description: string]> {
  const asked = parameters.get('scope')
  const registered = parseScope(client.scope) ?? []
  const names = asked === undefined ? registered : parseScope(asked)
  if (names === undefined) return refuse(['invalid_scope', 'scope is malformed'])
  const meaningful = new Set(resources.flatMap((resource) => resource.scopes))
  const left = names.filter(
    (name) => registered.includes(name) && (isIdentityScope(name) || meaningful.has(name)),
  )
  if (asked !== undefined && left.length === 0) {
    return refuse(['invalid_scope', 'the client may not ask for any of these scopes there'])
  }
  const ambiguous = left.some(
    (name) => resources.filter((resource) => resource.scopes.includes(name)).length > 1,
  )
  if (ambiguous) {
    return refuse(['invalid_target', 'a scope belongs to several of the resources: ask for one'])
  }
  return accept(left)
}
