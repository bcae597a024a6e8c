import type { ClientRecord, ConsentRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import type { AuthorizationRequest } from '../authorize/authorization-request.ts'
import { isUnprovenRedirect } from '../clients/redirect-uri.ts'
import { isIdentityScope } from '../grant/identity-scopes.ts'
import { digestClient } from './client-digest.ts'

/**
 * Whether the person has allowed this client all of it before, so that it need not be asked.
 * Security: whoever can listen on a loopback port or register a private-use scheme can pass for a
 * public client that uses one, so the person is asked each time (OAuth 2.1 §7.3.1). A client that speaks
 * for itself may have taken another name, or other addresses, since the person was asked; what was
 * allowed to the one is not allowed to the other.
 */
export async function isConsented(
  request: AuthorizationRequest,
  scope: readonly string[],
  subject: string,
  client: ClientRecord,
  options: AuthorityOptions,
): Promise<boolean> {
  if (request.prompt?.includes('consent')) return false
  const isPublic = client.token_endpoint_auth_method === 'none'
  if (isPublic && isUnprovenRedirect(request.redirectUri)) return false
  return hasAllowed(request, scope, subject, client, options)
}

/** Whether all of it is among what the person has allowed the client, and has not taken back. */
export async function hasAllowed(
  request: AuthorizationRequest,
  scope: readonly string[],
  subject: string,
  client: ClientRecord,
  options: AuthorityOptions,
): Promise<boolean> {
  const consents = await options.store.consents.find(subject, client.client_id)
  const clientDigest = digestClient(client)
  const known = consents.filter((consent) => consent.clientDigest === clientDigest)
  return partsOf(request, scope, options).every((part) => {
    const allowed = known.find(({ resource }) => resource === part.resource)
    return allowed !== undefined && part.scope.every((name) => allowed.scope.includes(name))
  })
}

/** Remembers what the person has just allowed the client, as it was shown to them. */
export function rememberConsent(
  request: AuthorizationRequest,
  scope: readonly string[],
  subject: string,
  client: ClientRecord,
  grantedAt: number,
  options: AuthorityOptions,
): Promise<void> {
  const consents: readonly ConsentRecord[] = partsOf(request, scope, options).map((part) => ({
    subject,
    clientId: client.client_id,
    ...part,
    clientDigest: digestClient(client),
    grantedAt,
  }))
  return options.store.consents.add(consents)
}

/**
 * The scope, resource by resource. Who the person is, is asked of the authority itself, whose
 * identifier is the issuer.
 */
function partsOf(
  { resources }: AuthorizationRequest,
  scope: readonly string[],
  options: AuthorityOptions,
): readonly { readonly resource: string; readonly scope: readonly string[] }[] {
  const ofResources = resources.map((resource) => {
    const offered =
      options.resources.find(({ identifier }) => identifier === resource)?.scopes ?? []
    return { resource, scope: scope.filter((name) => offered.includes(name)) }
  })
  const identity = scope.filter(isIdentityScope)
  return identity.length === 0
    ? ofResources
    : [...ofResources, { resource: options.issuer, scope: identity }]
}
