export type {
  AccessTokenSettings,
  Configuration,
  ConfiguredClient,
  ConfiguredResource,
  ConfiguredUser,
  ListenAddress,
  PolicySettings,
  QuotaSettings,
  RefreshTokenSettings,
  SecretSource,
  ServerCommand,
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
  type LimitsInput,
  type ListenInput,
  type PoliciesInput,
  type RefreshTokensInput,
  type RegistrationInput,
  type ResourceInput,
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
  type GuardPorts,
  type GuardPortsOptions,
  openGuardPorts,
} from './start/open-guard-ports.ts'
export { type Sallyport, type StartWorld, startSallyport } from './start/start-sallyport.ts'
