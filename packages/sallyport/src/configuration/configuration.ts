import type { ClientPolicy, RefreshOptions, RegistrationOptions } from '@sallyport/authority'
import type { PoliciesOptions } from '@sallyport/policies'
import type { Secret, SigningAlgorithm } from '@sallyport/protocol'
import type { ClientMetadata } from '@sallyport/store'

/** A configuration that has been judged: every default filled in, every path absolute. */
export interface Configuration {
  readonly command: ServerCommand
  /** As tokens state it; port 0 stands for the port that the first of `listen` chose. */
  readonly issuer: string
  readonly listen: readonly [ListenAddress, ...ListenAddress[]]
  readonly store: StoreConfiguration
  readonly secret: SecretSource
  /** What was sealed under one of these is still opened; all that is kept is sealed anew. */
  readonly previousSecrets: readonly Secret<string>[]
  readonly clients: readonly ConfiguredClient[]
  readonly users: readonly ConfiguredUser[]
  /** Absent: nobody registers but the operator. */
  readonly registration?: RegistrationOptions
  /** Absent: there are no clients by document. */
  readonly clientIdMetadataDocuments?: ClientPolicy
  readonly resources: readonly [ConfiguredResource, ...ConfiguredResource[]]
  readonly accessTokens: AccessTokenSettings
  readonly refreshTokens: RefreshTokenSettings
  readonly keys: SigningKeySettings
  /** Whether every client must push its authorization requests (RFC 9126). */
  readonly requirePushedAuthorizationRequests: boolean
  /** IANA name. */
  readonly timeZone: string
  /** Addresses and CIDR ranges. */
  readonly trustedProxies: readonly string[]
  /** Lower case. */
  readonly deviceTrustHeader?: string
  readonly limits: { readonly quota: QuotaSettings }
  /** Addresses and CIDR ranges. */
  readonly metricsReaders: readonly string[]
  /** Absent: there is no operator API. */
  readonly operator?: OperatorSettings
  /** Absent: there are none but what guards bring along. */
  readonly policies?: PolicySettings
}

/** Who may use the operator API; never nobody. */
export interface OperatorSettings {
  /** Of people, any of which will do. */
  readonly roles: readonly string[]
  /** Ids of clients that may when they act for themselves. */
  readonly clients: readonly string[]
}

/** The policies of the process; the path is absolute, the keys have been judged. */
export type PolicySettings = Pick<
  PoliciesOptions,
  'path' | 'entrypoints' | 'regoVersion' | 'strict' | 'signedBy' | 'signatureScope'
>

/** What the configuration is read for: `serve` forgives less than `dev`. */
export type ServerCommand = 'dev' | 'serve'

export interface ListenAddress {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly tls?: TlsSettings
}

/** What the PEM files held when the configuration was read; they belong together. */
export interface TlsSettings {
  /** The certificate, and those between it and its root. */
  readonly cert: string
  readonly key: Secret<string>
}

export type StoreConfiguration = EmbeddedStore | ScaledStore

/** Everything in one file. */
export interface EmbeddedStore {
  readonly kind: 'sqlite'
  /** An absolute path, or `:memory:`. */
  readonly file: string
  readonly durability: 'process' | 'power'
}

/** What is hot in Redis or Valkey, what must last in PostgreSQL. */
export interface ScaledStore {
  readonly kind: 'scaled'
  /** `redis:` or `rediss:` of one server, or `redis-sentinel:`; a list: nodes of a Cluster. */
  readonly redis: Secret<string> | readonly Secret<string>[]
  readonly postgres: Secret<string>
}

/** Where the secret comes from: see `loadSecret`. */
export type SecretSource =
  | { readonly kind: 'given'; readonly value: Secret<string> }
  /** In this file, generated once. */
  | { readonly kind: 'kept'; readonly file: string }
  /** Another one in each process. */
  | { readonly kind: 'random' }

/** In the metadata names of RFC 7591 §2. */
export interface ConfiguredClient extends ClientMetadata {
  /** Present exactly where the client authenticates with one. */
  readonly client_secret?: readonly Secret<string>[]
}

export interface ConfiguredUser {
  /** Canonical. */
  readonly username: string
  /** NFC, checked (in `dev`, only for its length). Absent: the user keeps the one it has. */
  readonly password?: Secret<string>
  /** Absent: the user keeps the one it has, a new user gets one at random. */
  readonly sub?: string
  readonly name?: string
  readonly email?: string
  readonly roles: readonly string[]
  readonly department?: string
  /** Empty: the person is entitled to none. */
  readonly scopes: readonly string[]
}

export interface ConfiguredResource {
  readonly identifier: string
  readonly scopes: readonly string[]
  /** What some of them mean, in plain words. */
  readonly scopeDescriptions: ReadonlyMap<string, string>
  readonly accessTokens: AccessTokenSettings
  /** Client ids; empty: none. */
  readonly introspectedBy: readonly string[]
}

export interface AccessTokenSettings {
  readonly lifetimeSeconds: number
  readonly algorithm: SigningAlgorithm
}

export type RefreshTokenSettings = RefreshOptions

/** When signing keys come and go. */
export interface SigningKeySettings {
  readonly rotateEverySeconds: number
  readonly publishAheadSeconds: number
}

export interface QuotaSettings {
  readonly limit: number
  readonly windowSeconds: number
}
