import type { AuthorizationServerMetadata } from '@sallyport/protocol'
import { clientAssertionAlgorithms } from '@sallyport/tokens'
import type { AuthorityOptions } from '../authority-options.ts'
import { prompts } from '../authorize/authorization-request.ts'
import { identityScopes } from '../grant/identity-scopes.ts'
import { authenticationClasses } from '../session/session.ts'
import { grantTypes } from '../token/token.ts'
import { userClaims } from '../userinfo/userinfo.ts'

/** How a confidential client may prove who it is. */
const authenticationMethods = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const

/**
 * The metadata document: what is listed works, what is refused is not listed. Every address in it comes
 * from the configured issuer, never from a request (STANDARDS.md META-03).
 * @see RFC 8414 §2, RFC 9207 §3, RFC 9126 §5, OpenID Connect Discovery §3
 */
export function describeAuthority(options: AuthorityOptions): AuthorizationServerMetadata {
  const at = (path: string) => `${options.issuer.replace(/\/$/, '')}${path}`
  const scopes = [...new Set(options.resources.flatMap((resource) => resource.scopes))]
  return {
    issuer: options.issuer,
    authorization_endpoint: at('/authorize'),
    token_endpoint: at('/token'),
    device_authorization_endpoint: at('/device/authorize'),
    pushed_authorization_request_endpoint: at('/par'),
    require_pushed_authorization_requests: options.requirePushedAuthorizationRequests === true,
    revocation_endpoint: at('/revoke'),
    revocation_endpoint_auth_methods_supported: ['none', ...authenticationMethods],
    revocation_endpoint_auth_signing_alg_values_supported: clientAssertionAlgorithms,
    introspection_endpoint: at('/introspect'),
    introspection_endpoint_auth_methods_supported: authenticationMethods,
    introspection_endpoint_auth_signing_alg_values_supported: clientAssertionAlgorithms,
    jwks_uri: at('/jwks'),
    userinfo_endpoint: at('/userinfo'),
    end_session_endpoint: at('/logout'),
    scopes_supported: [...identityScopes, ...scopes],
    ...(options.clientDocuments === undefined
      ? {}
      : { client_id_metadata_document_supported: true }),
    ...(options.registration === undefined ? {} : { registration_endpoint: at('/register') }),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: grantTypes,
    token_endpoint_auth_methods_supported: ['none', ...authenticationMethods],
    token_endpoint_auth_signing_alg_values_supported: clientAssertionAlgorithms,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    subject_types_supported: ['public'],
    // Resource servers that know OpenID Connect metadata alone read our token algorithms here.
    id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    claim_types_supported: ['normal'],
    claims_supported: [...idTokenClaims, ...userClaims],
    acr_values_supported: authenticationClasses,
    prompt_values_supported: prompts,
    claims_parameter_supported: false,
    request_parameter_supported: false,
    // Left out it would mean true (OpenID Connect Discovery §3).
    request_uri_parameter_supported: false,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
  }
}

/** The claims of ID tokens. */
const idTokenClaims = [
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'auth_time',
  'nonce',
  'at_hash',
  'sid',
  'acr',
  'amr',
]

/**
 * The three paths at which clients look for it: RFC 8414 §3 (between host and issuer path), the same
 * place for OpenID Connect documents (§5), and OpenID Connect Discovery §4 (after the issuer path).
 */
export function metadataPaths(issuer: string): readonly string[] {
  const path = new URL(issuer).pathname.replace(/\/$/, '')
  const paths = [
    `/.well-known/oauth-authorization-server${path}`,
    `/.well-known/openid-configuration${path}`,
    `${path}/.well-known/openid-configuration`,
  ]
  return [...new Set(paths)]
}
