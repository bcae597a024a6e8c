/**
 * Authorization server metadata, the members that we publish and read.
 * @see RFC 8414 §2, RFC 9207 §3, OpenID Connect Discovery §3, Back-Channel Logout §2.1
 */
export interface AuthorizationServerMetadata {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  /** RFC 8628 §4. */
  readonly device_authorization_endpoint?: string
  readonly jwks_uri: string
  /** RFC 9126 §5. */
  readonly pushed_authorization_request_endpoint?: string
  readonly require_pushed_authorization_requests?: boolean
  /** RFC 7009 §2, RFC 8414 §2. */
  readonly revocation_endpoint?: string
  readonly revocation_endpoint_auth_methods_supported?: readonly string[]
  readonly revocation_endpoint_auth_signing_alg_values_supported?: readonly string[]
  /** RFC 7662 §2, RFC 8414 §2. */
  readonly introspection_endpoint?: string
  readonly introspection_endpoint_auth_methods_supported?: readonly string[]
  readonly introspection_endpoint_auth_signing_alg_values_supported?: readonly string[]
  readonly registration_endpoint?: string
  /** draft-ietf-oauth-client-id-metadata-document-01 §5. */
  readonly client_id_metadata_document_supported?: boolean
  readonly scopes_supported?: readonly string[]
  readonly response_types_supported: readonly string[]
  readonly response_modes_supported?: readonly string[]
  readonly grant_types_supported?: readonly string[]
  readonly token_endpoint_auth_methods_supported?: readonly string[]
  readonly token_endpoint_auth_signing_alg_values_supported?: readonly string[]
  readonly code_challenge_methods_supported?: readonly string[]
  readonly authorization_response_iss_parameter_supported?: boolean
  readonly subject_types_supported?: readonly string[]
  readonly id_token_signing_alg_values_supported?: readonly string[]
  readonly userinfo_endpoint?: string
  readonly end_session_endpoint?: string
  readonly claim_types_supported?: readonly string[]
  readonly claims_supported?: readonly string[]
  readonly acr_values_supported?: readonly string[]
  readonly prompt_values_supported?: readonly string[]
  readonly claims_parameter_supported?: boolean
  readonly request_parameter_supported?: boolean
  readonly request_uri_parameter_supported?: boolean
  readonly backchannel_logout_supported?: boolean
  readonly backchannel_logout_session_supported?: boolean
}
