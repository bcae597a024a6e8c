import type { RevocationCheck } from '@sallyport/protocol'
import type { Algorithm, Introspection, KeySource, MapFacts, TokenProfile } from '@sallyport/tokens'

/** One authorization server whose tokens pass, with the rules and keys for its tokens alone. */
export interface TrustedIssuer {
  /** Exactly as `iss`. */
  readonly issuer: string
  readonly audience: string
  readonly profile: TokenProfile
  readonly algorithms: readonly Algorithm[] | undefined
  readonly keys: KeySource
  readonly facts: MapFacts | undefined
  readonly introspection: IntrospectedTokens | undefined
  /** What has been revoked of its tokens. */
  readonly revocations: RevocationCheck | undefined
  /**
   * Whether its subjects and clients are known to policies by their bare names. Invariant: of the
   * issuers of one guard at most one has them, so that two issuers' `bob` are never one.
   */
  readonly hasBareNames: boolean
}

/** The tokens that an issuer is asked about. */
export interface IntrospectedTokens {
  readonly tokens: 'opaque' | 'all'
  /** How long an active answer is believed; 0: asked at each request. */
  readonly cacheSeconds: number
  readonly asks: Introspection
}

/** All issuers of one guard, at least one. */
export interface TrustedIssuers {
  readonly all: readonly TrustedIssuer[]
  /** The issuer of exactly this name. */
  find(issuer: string): TrustedIssuer | undefined
}

/** Puts issuers together; a Map, so that an `iss` such as `__proto__` finds nothing. */
export function trustIssuers(all: readonly TrustedIssuer[]): TrustedIssuers {
  const byName = new Map(all.map((trusted) => [trusted.issuer, trusted]))
  return Object.freeze({ all: Object.freeze([...all]), find: (name: string) => byName.get(name) })
}
