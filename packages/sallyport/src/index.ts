export type { ReuseReport } from '@sallyport/authority'
export type {
  AccessTokenSettings,
  Configuration,
  ConfiguredClient,
  ConfiguredResource,
  ConfiguredUser,
  ListenAddress,
  OperatorSettings,
  PolicySettings,
  QuotaSettings,
  RefreshTokenSettings,
  SecretSource,
  ServerCommand,
  SigningKeySettings,
  StoreConfiguration,
  TlsSettings,
} from './configuration/configuration.ts'
export {
  type AccessTokensInput,
  type BundleKeyInput,
  type ClientDocumentsInput,
  type ClientInput,
  type ConfigurationInput,
  defineConfig,
  type EmbeddedStoreInput,
  type KeysInput,
  type LimitsInput,
  type ListenInput,
  type OnReuseInput,
  type OperatorInput,
  type PoliciesInput,
  type RefreshTokensInput,
  type RegistrationInput,
  type ResourceInput,
  type ScaledStoreInput,
  type SecretInput,
  type StoreInput,
  type UserInput,
} from './configuration/define-config.ts'
export { issuerAtPort } from './configuration/keys/issuer.ts'
export { loadConfigurationFile } from './configuration/load-configuration-file.ts'
export { loadSecret } from './configuration/load-secret.ts'
export { openConfiguration } from './configuration/open-configuration.ts'
export {
  type ParsedConfiguration,
  parseConfiguration,
} from './configuration/parse-configuration.ts'
export type { ConfigurationError, ReadingContext } from './configuration/read/place.ts'
export type { GeneratedPassword } from './start/apply-configured-users.ts'
export { guardOptions } from './start/guard-options.ts'
export {
  type AuthorityPorts,
  type AuthorityPortsOptions,
  type GuardPorts,
  type GuardPortsOptions,
  type GuardPortsSettings,
  openGuardPorts,
  type SqlitePortsOptions,
  type StorePortsOptions,
} from './start/open-guard-ports.ts'
export { type Sallyport, type StartWorld, startSallyport } from './start/start-sallyport.ts'
