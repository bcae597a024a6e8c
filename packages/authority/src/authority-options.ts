import type {
  Clock,
  PolicyHealth,
  RandomBytes,
  Recorder,
  Secret,
  SigningAlgorithm,
} from '@sallyport/protocol'
import type { AddressSet, ProxyTrust } from '@sallyport/protocol/peer'
import type { FollowedRevocations } from '@sallyport/revocation'
import type { Store } from '@sallyport/store'
import type { JwkSet, Signer } from '@sallyport/tokens'
import type { ClientDocuments } from './client-documents/client-documents.ts'
import type { Outbound } from './outbound/outbound.ts'
import type { StrangerFetches } from './outbound/stranger-fetches.ts'
import type { RefreshOptions } from './refresh/refresh-options.ts'
import type { RegistrationOptions } from './registration/registration-options.ts'
import type { PasswordHasher } from './users/password-hasher.ts'

/** An API that tokens can be issued for. */
export interface ResourceServer {
  /** Absolute URI without fragment: the `resource` of requests and the `aud` of tokens (RFC 8707 §2). */
  readonly identifier: string
  /** Every scope that has a meaning there. */
  readonly scopes: readonly string[]
  /** What scopes mean, in plain words for the person who is asked: "read your documents". */
  readonly scopeDescriptions?: ReadonlyMap<string, string>
  /** Life of its access tokens, a whole number of seconds up to `longestAccessTokenSeconds` of the store. */
  readonly accessTokenSeconds: number
  readonly algorithm: SigningAlgorithm
  /** Ids of the confidential clients that are this API, and may introspect its tokens. Default none. */
  readonly introspectedBy?: readonly string[]
}

/** The keys of every algorithm. */
export interface SigningKeys {
  /** Access tokens are signed as their resource asks, ID tokens as their client does. */
  signer(algorithm: SigningAlgorithm): Promise<Signer>
  /** Public halves of all of them. */
  publicKeys(): Promise<JwkSet>
}

/** Everything the authority needs from the world; `sallyport` wires it. */
export interface AuthorityOptions {
  /** Exactly as it appears in metadata and tokens; may have a path. */
  readonly issuer: string
  /** The first is the default of requests that name none. */
  readonly resources: readonly [ResourceServer, ...ResourceServer[]]
  readonly store: Store
  readonly keys: SigningKeys
  readonly recorder: Recorder
  /** Refresh tokens and form tokens are authenticated under keys derived from it. */
  readonly secret: Secret<string>
  /** Secrets under which refresh tokens may still have been made, or already. Default none. */
  readonly previousSecrets?: readonly Secret<string>[]
  readonly passwords: PasswordHasher
  readonly clock: Clock
  readonly random: RandomBytes
  readonly proxies: ProxyTrust
  /** What requests of our own are sent through, to addresses that clients name. */
  readonly outbound: Outbound
  /** Whether every client must push its authorization requests (RFC 9126 §5). Default false. */
  readonly requirePushedAuthorizationRequests?: boolean
  /** At most 60 (OAuth 2.1 §4.1.2). */
  readonly codeSeconds: number
  readonly refreshTokens: RefreshOptions
  /** Clients whose id is the address of their metadata; undefined: there are none. */
  readonly clientDocuments?: ClientDocuments
  /** Counts the fetches of what nobody vouches for; to be shared with `clientDocuments`. */
  readonly strangerFetches?: StrangerFetches
  /** Undefined: nobody registers clients but the operator. */
  readonly registration?: RegistrationOptions
  readonly sessions: { readonly absoluteSeconds: number; readonly idleSeconds: number }
  /** Who may read `/metrics`, directly. Default: this machine. */
  readonly metricsReaders?: AddressSet
  /** How this process is with the revocations, where it follows them. */
  readonly followed?: Pick<FollowedRevocations, 'lagMs' | 'isStale' | 'size'>
  /** How the policies of this process are, where it has any. */
  readonly policyHealth?: () => PolicyHealth
  /** Told of every fault, for the operational log. */
  readonly onFault: (error: unknown, requestId: string) => void
}

/** The path below which our endpoints lie: empty, or that of the issuer. */
export function basePath(issuer: string): string {
  return new URL(issuer).pathname.replace(/\/$/, '')
}
