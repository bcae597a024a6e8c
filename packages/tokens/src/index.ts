export { defaultLeewaySeconds } from './access-token/check-times.ts'
export { type AccessTokenClaims, issueAccessToken } from './access-token/issue-access-token.ts'
export { isSignedJwt, peekIssuer } from './access-token/peek-issuer.ts'
export type { MapFacts, TokenFacts } from './access-token/take-facts.ts'
export type { TokenProfile } from './access-token/token-profile.ts'
export type { TokenRefusal } from './access-token/token-refusal.ts'
export { type VerifyOptions, verifyAccessToken } from './access-token/verify-access-token.ts'
export { importClientKeys } from './client-assertion/import-client-keys.ts'
export {
  type ClientAssertion,
  type ClientAssertionOptions,
  type ClientAssertionRefusal,
  clientAssertionAlgorithms,
  verifyClientAssertion,
} from './client-assertion/verify-client-assertion.ts'
export { type IdTokenClaims, issueIdToken } from './id-token/issue-id-token.ts'
export { issueLogoutToken, type LogoutTokenClaims } from './id-token/issue-logout-token.ts'
export { type IdTokenHint, verifyIdTokenHint } from './id-token/verify-id-token-hint.ts'
export {
  createIntrospection,
  type Introspection,
  type IntrospectionOptions,
} from './introspection/introspection.ts'
export type { IntrospectionRefusal } from './introspection/read-answer.ts'
export {
  type CachedKeys,
  type CachedKeysOptions,
  createCachedKeys,
} from './key-source/cached-keys.ts'
export type { KeySet } from './key-source/import-key-set.ts'
export type { FoundKey, KeySource } from './key-source/key-source.ts'
export { createRemoteKeys, type RemoteKeysOptions } from './key-source/remote-keys.ts'
export { selectKey } from './key-source/select-key.ts'
export { staticKeys } from './key-source/static-keys.ts'
export type {
  KeyChange,
  KeyRotationOutcome,
  KeyWithdrawalOutcome,
} from './keys/change-keys.ts'
export type { Jwk, JwkSet } from './keys/jwk-set.ts'
export {
  createKeyRing,
  type KeyRing,
  type KeyRingOptions,
  type KeySummary,
} from './keys/key-ring.ts'
export { defaultKeySchedule, type KeySchedule } from './keys/key-schedule.ts'
export { createSigner, type Signer } from './keys/signer.ts'
export { thumbprint } from './keys/thumbprint.ts'
export { type Algorithm, defaultAlgorithms, isAlgorithm } from './signature/algorithms.ts'
