import { accept, formatScope, type JsonObject, type Result, refuse } from '@sallyport/protocol'
import type { ClientAuthenticationMethod } from '@sallyport/store'
import { documentPolicy } from './document-policy.ts'
import type { MetadataProblem } from './metadata-members.ts'
import {
  type ParsedClientMetadata,
  parseClientMetadata,
  registrableGrantTypes,
} from './parse-client-metadata.ts'

/** What a client may have at most for which nobody vouches. */
export interface ClientPolicy {
  readonly scope: readonly string[]
  readonly grantTypes: readonly string[]
}

/**
 * What a client is registered as: what it asks for, less what the policy does not give. Grants beyond
 * the policy are left out (the answer says what is left, RFC 7591 §3.2.1); where no grant is left that
 * begins anything, it is refused. Its scope is that of the policy, whatever it names: what it may use
 * is decided by the person at each request, and clients that learn of a further scope from a challenge
 * (RFC 6750 §3.1) can ask for it without registering again.
 */
export function planClient(
  json: JsonObject,
  rules: ClientPolicy & { readonly defaultMethod: ClientAuthenticationMethod },
  issuer: string,
): Result<ParsedClientMetadata, MetadataProblem> {
  const parsed = parseClientMetadata(withoutForeignGrants(json, rules.grantTypes), {
    defaultMethod: rules.defaultMethod,
    defaultGrantTypes: ['authorization_code'],
    policy: documentPolicy(issuer),
  })
  if (!parsed.ok) return refuse(parsed.refusal[0])
  return accept({ ...parsed.value, scope: formatScope(rules.scope) })
}

/** A list of grants loses those that the policy, or nobody, has; anything else is judged as it is. */
function withoutForeignGrants(json: JsonObject, allowed: readonly string[]): JsonObject {
  const { grant_types: asked } = json
  if (asked !== undefined && !Array.isArray(asked)) return json
  const wanted: readonly unknown[] = asked ?? ['authorization_code']
  const grants = registrableGrantTypes.filter(
    (type) => allowed.includes(type) && wanted.includes(type),
  )
  return { ...json, grant_types: grants }
}
