import type { AuthorizationServerMetadata } from '@sallyport/protocol'
import type { AuthorityOptions } from '../authority-options.ts'
import { grantTypes } from '../token/token.ts'

/**
 * The metadata document: what is listed works, what is refused is not listed. Every address in it comes
 * from the configured issuer, never from a request (STANDARDS.md META-03).
 * @see RFC 8414 §2, RFC 9207 §3
 */
export function describeAuthority(options: AuthorityOptions): AuthorizationServerMetadata {
  const at = (path: string) => `${options.issuer.replace(/\/$/, '')}${path}`
  const scopes = [...new Set(options.resources.flatMap((resource) => resource.scopes))]
  const algorithms = [...new Set(options.resources.map((resource) => resource.algorithm))]
  return {
    issuer: options.issuer,
    authorization_endpoint: at('/authorize'),
    token_endpoint: at('/token'),
    jwks_uri: at('/jwks'),
    ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: grantTypes,
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    subject_types_supported: ['public'],
    // Resource servers that know OpenID Connect metadata alone read our token algorithms here.
    id_token_signing_alg_values_supported: algorithms,
  }
}

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
