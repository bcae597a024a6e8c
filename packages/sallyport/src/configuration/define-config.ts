import type { ReuseReport } from '@sallyport/authority'
import type { SignatureAlgorithm } from '@sallyport/policies'
import type { SigningAlgorithm } from '@sallyport/protocol'

/**
 * What `sallyport.config.ts` exports by default. Durations are strings (`'90s'`, `'10m'`, `'12h'`,
 * `'30d'`); secrets are texts or `{ env: 'NAME' }`. A key that is present must have a value:
 * `undefined` and `null` are refused, so that an unset variable never turns into a default.
 */
export interface ConfigurationInput {
  /**
   * The authority's URL, exactly as tokens state it: https, or http on loopback. Port 0 on loopback
   * stands for the port that the first of `listen` chose.
   */
  readonly issuer: string
  /** Where requests are awaited. Default: `{ host: '127.0.0.1', port: 4000 }`. */
  readonly listen?: ListenInput | readonly ListenInput[]
  /** Where everything is remembered. */
  readonly store: StoreInput
  /**
   * At least 32 characters; seals the signing keys. Required by `serve`; `dev` generates one and
   * keeps it beside the SQLite file, where there is one.
   */
  readonly secret?: SecretInput
  /**
   * Secrets that `secret` replaces: at start the signing keys are sealed anew under `secret`, and refresh
   * tokens made under these go on to work. With several nodes, first name the new secret here on every
   * one, then swap the two. Default: none.
   */
  readonly previousSecrets?: readonly SecretInput[]
  /** The applications that may ask for tokens; written to the store at every start. */
  readonly clients?: readonly ClientInput[]
  /** The people who can sign in; written to the store at every start. */
  readonly users?: readonly UserInput[]
  /** Whether clients may register themselves (RFC 7591), and as what. Default: `'off'`. */
  readonly registration?: 'off' | RegistrationInput
  /**
   * Whether a client may be known by the document at the address that is its id (Client ID Metadata
   * Documents); `true`: without any scope. Default: false.
   */
  readonly clientIdMetadataDocuments?: boolean | ClientDocumentsInput
  /** The APIs that tokens are for; at least one. */
  readonly resources: readonly ResourceInput[]
  /** For every resource that has no other ones. */
  readonly accessTokens?: AccessTokensInput
  /** How long a sign-in lasts without the person. */
  readonly refreshTokens?: RefreshTokensInput
  /** When signing keys come and go; no restart is needed. */
  readonly keys?: KeysInput
  /** Whether every client must push its authorization requests (RFC 9126 §5). Default: false. */
  readonly requirePushedAuthorizationRequests?: boolean
  /** IANA name of the zone in which policies read the clock. Default: `UTC`. */
  readonly timeZone?: string
  /** Addresses and CIDR ranges of proxies whose forwarding headers are believed. Default: none. */
  readonly trustedProxies?: readonly string[]
  /** The header in which those proxies state how far a device is trusted. Default: none. */
  readonly deviceTrustHeader?: string
  /**
   * Addresses and CIDR ranges that may read `/metrics`, directly and not through a proxy. Default: this
   * machine.
   */
  readonly metricsReaders?: readonly string[]
  /** How much one caller may ask of the guard. */
  readonly limits?: LimitsInput
  /**
   * Policies in Rego for the guards of this process, or the path where they lie. What is saved there
   * decides at once. Default: none.
   */
  readonly policies?: string | PoliciesInput
  /**
   * The operator API at `/admin` of the issuer, and who may use it: tokens for the resource `ISSUER/admin`,
   * with the scope of what is done there (`operator:revoke`). Default: there is none.
   */
  readonly operator?: OperatorInput
}

export interface OperatorInput {
  /** Roles of people who may; any of them will do. Default: `['admin']`. */
  readonly roles?: readonly string[]
  /** Ids of clients that may when they act for themselves (`client_credentials`). Default: none. */
  readonly clients?: readonly string[]
}

/** The text itself, or the name of the environment variable that holds it. */
export type SecretInput = string | { readonly env: string }

export interface ListenInput {
  /** The address to listen at. Default: `127.0.0.1`. */
  readonly host?: string
  /** 0 takes any free one. Default: 4000. */
  readonly port?: number
  /** PEM files, relative to the configuration file. Default: plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

/** One file, or, for several nodes, Redis and PostgreSQL. */
export type StoreInput = EmbeddedStoreInput | ScaledStoreInput

export interface EmbeddedStoreInput {
  /** A file, relative to the configuration file, or `:memory:`. */
  readonly sqlite: string
  /** What a reply survives: the end of the process, or a power cut. Default: `power` in `serve`. */
  readonly durability?: 'process' | 'power'
}

/** Both are secrets, since the URLs may hold passwords. */
export interface ScaledStoreInput {
  /**
   * Redis 6.2 or later, or Valkey: `redis://` or `rediss://`; a list of them for the nodes of a Cluster;
   * `redis-sentinel://HOST:PORT,HOST:PORT/MASTER` for Sentinel.
   */
  readonly redis: SecretInput | readonly SecretInput[]
  /** `postgres://`. */
  readonly postgres: SecretInput
}

/** A client in the metadata names of RFC 7591 §2 and of OpenID Connect. */
export interface ClientInput {
  /** The name that the client presents; no user's `sub`. */
  readonly client_id: string
  /** What people are shown at consent. Default: the `client_id`. */
  readonly client_name?: string
  /**
   * Where people are sent back to, compared as whole strings; only a loopback port may vary. Required
   * where the grants contain `authorization_code`.
   */
  readonly redirect_uris?: readonly string[]
  /** Default: `['authorization_code', 'refresh_token']`. */
  readonly grant_types?: readonly (
    | 'authorization_code'
    | 'refresh_token'
    | 'client_credentials'
    | 'urn:ietf:params:oauth:grant-type:device_code'
  )[]
  /**
   * Default: `client_secret_basic` where a `client_secret` is given, `none` otherwise. (RFC 7591 makes
   * it `client_secret_basic` always; a client without a secret could never use that.)
   */
  readonly token_endpoint_auth_method?:
    | 'none'
    | 'client_secret_basic'
    | 'client_secret_post'
    | 'private_key_jwt'
  /** At least 32 characters; best 256 random bits. */
  readonly client_secret?: SecretInput | readonly SecretInput[]
  /** The client's public keys, for `private_key_jwt`: here or at `jwks_uri`. */
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] }
  /** Where the client publishes its public keys. */
  readonly jwks_uri?: string
  /** The scopes it may ask for, space-delimited. Default: none. */
  readonly scope?: string
  /** Default: `['code']`, the only one there is. */
  readonly response_types?: readonly 'code'[]
  /** A `web` application has no redirect URIs of a scheme of its own. Default: none stated. */
  readonly application_type?: 'web' | 'native'
  /** The client's home page. */
  readonly client_uri?: string
  /** Its picture, which is never fetched. */
  readonly logo_uri?: string
  /** Its terms of service. */
  readonly tos_uri?: string
  /** Its privacy policy. */
  readonly policy_uri?: string
  /** How to reach those who are responsible for it. */
  readonly contacts?: readonly string[]
  /** Default: `RS256`. */
  readonly id_token_signed_response_alg?: 'RS256' | 'ES256'
  /** Seconds after which a sign-in is too old for this client. Default: none. */
  readonly default_max_age?: number
  /** Whether its authorization requests must be pushed (RFC 9126 §6). Default: false. */
  readonly require_pushed_authorization_requests?: boolean
  /** Where a person may be sent after signing out. */
  readonly post_logout_redirect_uris?: readonly string[]
  /** Told when a session that the client takes part in ends. */
  readonly backchannel_logout_uri?: string
  /** Whether it must be told which session. Default: false. */
  readonly backchannel_logout_session_required?: boolean
}

/** What clients may have at most that publish their metadata at the address that is their id. */
export interface ClientDocumentsInput {
  /** The scopes such clients may have, and get where they ask for none, space-delimited. Default: none. */
  readonly scope?: string
  /** The grants they may have. Default: `['authorization_code', 'refresh_token']`. */
  readonly grant_types?: ClientInput['grant_types']
}

/** Exactly one of `initialAccessTokens` and `open` says who may register. */
export interface RegistrationInput {
  /** Who registers must present one of these; each of at least 32 characters. */
  readonly initialAccessTokens?: readonly SecretInput[]
  /** Anybody may register. */
  readonly open?: true
  /** The scopes such clients may have, and get where they ask for none, space-delimited. Default: none. */
  readonly scope?: string
  /** The grants they may have. Default: `['authorization_code', 'refresh_token']`. */
  readonly grant_types?: ClientInput['grant_types']
  /** A client that has not been given a token for so long is forgotten. Default: `30d`. */
  readonly forgetUnusedAfter?: string
}

export interface UserInput {
  /** What the person types. Letter case does not count. */
  readonly username: string
  /** At least 15 characters. Default: the one the user already has; without one, no sign-in. */
  readonly password?: SecretInput
  /** The subject in tokens, for ever. Default: chosen at random when the user is first created. */
  readonly sub?: string
  /** The person's name as others read it; clients with the scope `profile` are told. */
  readonly name?: string
  /** Clients with the scope `email` are told. */
  readonly email?: string
  /** As policies and tokens have them. Default: none. */
  readonly roles?: readonly string[]
  /** As policies and tokens have it. Default: none. */
  readonly department?: string
  /** The scopes the person may grant. Default: none. */
  readonly scopes?: readonly string[]
}

export interface ResourceInput {
  /** An absolute URI without fragment (RFC 8707 §2): the `aud` of its tokens. */
  readonly identifier: string
  /** The scopes that mean something there. */
  readonly scopes: readonly string[]
  /**
   * What a scope lets an application do, in plain words after "It will be able to": `{ 'read:documents':
   * 'read your documents' }`. Default: people are shown the names alone.
   */
  readonly scopeDescriptions?: Readonly<Record<string, string>>
  /** Where they differ from the configuration's. */
  readonly accessTokens?: AccessTokensInput
  /**
   * Ids of the confidential clients that are this API, and may ask `/introspect` about its tokens.
   * Default: none.
   */
  readonly introspectedBy?: readonly string[]
}

export interface AccessTokensInput {
  /** `5m` to `15m`; `1m` to `60m` with a warning. Default: `10m`. */
  readonly lifetime?: string
  /** What access tokens are signed with. Default: `ES256`. */
  readonly algorithm?: SigningAlgorithm
}

export interface RefreshTokensInput {
  /** From the sign-in on, whatever happens. Default: `30d`. */
  readonly absolute?: string
  /** From the last use on. Default: `14d`. */
  readonly idle?: string
  /** How often a refresh token may be exchanged for the next. Default: no limit. */
  readonly maxRotations?: number
  /**
   * For how long after its use a refresh token still gets the same successor, for a client that lost the
   * response, or whose tabs refresh at once. `'0s'` switches it off; at most `60s`. Default: `10s`.
   */
  readonly retryWindow?: string
  /**
   * Headers that must stay as they were when the first token of a grant was issued (`user-agent`); another
   * value is judged as reuse. Grants from before a change of this list are not bound. Default: none.
   */
  readonly deviceHeaders?: readonly string[]
  /** What happens, besides the end of the grant, when a refresh token is used twice. Default: nothing. */
  readonly onReuse?: OnReuseInput
}

export interface OnReuseInput {
  /** Called once of each reuse. Nobody waits for it; what it throws goes to the operational log. */
  readonly notify?: (report: ReuseReport) => void | Promise<void>
  /** For how long the person is locked out everywhere, such as `1h`. Default: not at all. */
  readonly blockSubjectFor?: string
}

export interface KeysInput {
  /** How long a key signs before the next one takes its place; at least `1d`. Default: `90d`. */
  readonly rotateEvery?: string
  /**
   * How long a key is published before it signs: longer than anyone who verifies tokens remembers the
   * keys; at least `15m`. Default: `24h`.
   */
  readonly publishAhead?: string
}

export interface PoliciesInput {
  /**
   * A folder of Rego and data files, an OPA bundle (`.tar.gz`) or a `.wasm` file, relative to the
   * configuration file.
   */
  readonly path: string
  /**
   * The rules that guards ask, as paths below `data`; what does not define them is refused. Default:
   * `['authz/decision']`.
   */
  readonly entrypoints?: readonly string[]
  /** The syntax, where a bundle does not say it. Default: `v1`. */
  readonly regoVersion?: 'v0' | 'v1'
  /** Whether the checks of OPA's strict mode are made. Default: false. */
  readonly strict?: boolean
  /** Keys of which one must have signed the bundle. Default: it must not be signed. */
  readonly signedBy?: readonly BundleKeyInput[]
  /** The scope that the signature must have. Default: none. */
  readonly signatureScope?: string
}

/** What bundles are signed with: `file` for public keys, `secret` for `HS256`, `HS384` and `HS512`. */
export interface BundleKeyInput {
  /** Which of several keys, as signatures name it. Default: `default`. */
  readonly keyId?: string
  /** The only one that is taken. */
  readonly algorithm: SignatureAlgorithm
  /** A PEM file with the public key or certificate, relative to the configuration file. */
  readonly file?: string
  /** The shared secret; at least 32 characters. */
  readonly secret?: SecretInput
}

export interface LimitsInput {
  /** Requests a subject, client or address may make. Default: 100 in `1m`. */
  readonly quota?: { readonly limit: number; readonly window: string }
}

/** Returns the configuration as it is; gives the editor its types. It is judged when it is loaded. */
export function defineConfig(configuration: ConfigurationInput): ConfigurationInput {
  return configuration
}
