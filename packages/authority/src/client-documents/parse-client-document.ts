import { accept, type JsonObject, type Result, refuse } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import { type ClientPolicy, planClient } from '../clients/plan-client.ts'

/** Why a document is not that of the client. */
export type DocumentRefusal =
  /** Its `client_id` is missing or another one. */
  | 'other_client'
  /** It holds a secret, or wants to authenticate with one: everybody can read it. */
  | 'shared_secret'
  | 'invalid_client_metadata'
  | 'invalid_redirect_uri'

/**
 * The client that a document describes: what it says of itself, less what the policy does not give. One
 * with keys authenticates with them; one without is public.
 * @see draft-ietf-oauth-client-id-metadata-document-01 §4.1, §6.2
 */
export function parseClientDocument(
  json: JsonObject,
  clientId: string,
  rules: { readonly policy: ClientPolicy; readonly issuer: string; readonly now: number },
): Result<ClientRecord, DocumentRefusal> {
  // The simple comparison of RFC 3986 §6.2.1: a slash more is another client.
  if (json.client_id !== clientId) return refuse('other_client')
  const method = json.token_endpoint_auth_method
  const isShared = typeof method === 'string' && method.startsWith('client_secret')
  if (isShared || Object.keys(json).some((name) => name.startsWith('client_secret'))) {
    return refuse('shared_secret')
  }
  const hasKeys = Object.hasOwn(json, 'jwks') || Object.hasOwn(json, 'jwks_uri')
  const defaultMethod = hasKeys ? 'private_key_jwt' : 'none'
  const planned = planClient(json, { ...rules.policy, defaultMethod }, rules.issuer)
  if (!planned.ok) return refuse(planned.refusal.error)
  return accept({
    client_id: clientId,
    ...planned.value,
    origin: 'document',
    secrets: [],
    status: 'active',
    createdAt: rules.now,
    updatedAt: rules.now,
  })
}
