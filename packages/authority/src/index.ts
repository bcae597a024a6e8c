export { type Authority, createAuthority } from './authority.ts'
export type { AuthorityOptions, ResourceServer, SigningKeys } from './authority-options.ts'
export {
  type ClientDocuments,
  type ClientPolicy,
  createClientDocuments,
} from './client-documents/client-documents.ts'
export { digestSecret } from './clients/client-secret.ts'
export { isMarkedSecret, makeMarkedSecret } from './clients/marked-secret.ts'
export type { MetadataProblem } from './clients/metadata-members.ts'
export {
  clientMetadataNames,
  type ParsedClientMetadata,
  parseClientMetadata,
} from './clients/parse-client-metadata.ts'
export { checkRedirectUri } from './clients/redirect-uri.ts'
export { identityScopes } from './grant/identity-scopes.ts'
export type { EndpointDoc } from './http/endpoint-docs.ts'
export { type JsonRefusal, readJson } from './http/read-json.ts'
export { type ReceiveRefusal, receiveBody } from './http/receive-body.ts'
export { bodyNotReceived } from './http/responses.ts'
export { createOutbound, type Outbound, type OutboundWorld } from './outbound/outbound.ts'
export { createStrangerFetches, type StrangerFetches } from './outbound/stranger-fetches.ts'
export { systemOutbound } from './outbound/system-outbound.ts'
export type { OnReuse, RefreshOptions, ReuseReport } from './refresh/refresh-options.ts'
export type { RegistrationOptions } from './registration/registration-options.ts'
export { signInAccountKey } from './sign-in/account-key.ts'
export { isBlocked } from './users/is-active.ts'
export { createPasswordHasher, HasherBusy, type PasswordHasher } from './users/password-hasher.ts'
export { checkNewPassword, minPasswordCharacters } from './users/password-rules.ts'
export { canonicalUsername } from './users/username.ts'
