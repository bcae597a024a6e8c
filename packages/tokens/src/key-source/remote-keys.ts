import type { Clock } from '@sallyport/protocol'
import { createCachedKeys } from './cached-keys.ts'
import { discoverKeySet } from './discover-key-set.ts'
import { checkEndpointUrl, checkIssuerUrl } from './issuer-urls.ts'
import type { KeySource } from './key-source.ts'
import { withDeadline } from './with-deadline.ts'

export interface RemoteKeysOptions {
  readonly issuer: string
  /** Where the keys are, for an issuer that publishes no metadata. Found through it by default. */
  readonly jwksUri?: string
  readonly clock: Clock
  readonly fetch?: typeof globalThis.fetch
  /** After this the keys are fetched again, in the background. 600. */
  readonly maxAgeSeconds?: number
  /** After this an unknown `kid` may cause another fetch; three of them are saved up. 30. */
  readonly coolDownSeconds?: number
  /** For metadata and keys together. 5000: an authority that has just started may still be making keys. */
  readonly timeoutMs?: number
  /** Allows plain http beyond loopback. False. */
  readonly allowInsecure?: boolean
  /** Told of every fetch that failed; the errors name addresses, never tokens. */
  readonly onError?: (error: unknown) => void
}

/** How long keys serve when they cannot be fetched again. */
const MAX_STALE_SECONDS = 86_400
/** So that keys forced to change twice at once are refused nowhere; random `kid`s get no more. */
const UNKNOWN_FETCHES = 3
/** A failed fetch is followed by none for this long. */
const RETRY_SECONDS = 1

/**
 * The keys of an issuer, found through its metadata, and remembered as `createCachedKeys` does: at most 24
 * hours where they cannot be fetched again, the next try a second after a failed one. Throws on an issuer or `jwksUri` that is not https, except http on loopback.
 */
export function createRemoteKeys(options: RemoteKeysOptions): KeySource {
  const { issuer, jwksUri, clock, fetch = globalThis.fetch, onError = () => {} } = options
  const { allowInsecure = false } = options
  const { maxAgeSeconds = 600, coolDownSeconds = 30, timeoutMs = 5000 } = options
  checkIssuerUrl(issuer, allowInsecure)
  if (jwksUri !== undefined) checkEndpointUrl('jwks_uri', jwksUri, { issuer, allowInsecure })
  const discovery = { issuer, fetch, allowInsecure, ...(jwksUri === undefined ? {} : { jwksUri }) }

  return createCachedKeys({
    load: () => withDeadline(timeoutMs, (signal) => discoverKeySet(discovery, signal)),
    clock,
    maxAgeSeconds,
    coolDownSeconds,
    unknownFetches: UNKNOWN_FETCHES,
    maxStaleSeconds: MAX_STALE_SECONDS,
    retrySeconds: RETRY_SECONDS,
    onError,
  })
}
