import { createQuota, type Quota } from '@sallyport/limits'
import {
  type Clock,
  type LocalTime,
  localTimeIn,
  type RandomBytes,
  type Recorder,
  type RevocationCheck,
  secureRandom,
  systemClock,
} from '@sallyport/protocol'
import { type ProxyTrust, parseAddressSet } from '@sallyport/protocol/peer'
import { type Algorithm, createRemoteKeys, type KeySource } from '@sallyport/tokens'
import { createVerifiedTokens, type VerifiedTokens } from '../authenticate/verified-tokens.ts'
import {
  type DescribedResource,
  describeResource,
  type ResourceMetadataOptions,
} from '../metadata/describe-resource.ts'
import { checkNames } from './check-names.ts'
import type { RoutePolicy } from './check-route.ts'

/** So many in any window of so many seconds. */
export interface RateOptions {
  readonly limit: number
  readonly windowSeconds: number
}

export interface GuardOptions {
  /** The authorization server whose access tokens are accepted, exactly as their `iss`. */
  readonly issuer: string
  /** This API, exactly as tokens name it in `aud`. */
  readonly audience: string
  /** What has been revoked. Without it, a revoked token works until it expires. */
  readonly revocations?: RevocationCheck
  /** Keeps what happened. Where it cannot, requests are answered 503. */
  readonly audit?: Recorder
  /** Decides on routes that have no policy of their own. */
  readonly policy?: RoutePolicy
  readonly clock?: Clock
  /** How the issuer's keys are fetched. */
  readonly fetch?: typeof fetch
  /** The issuer's keys, where they are not to be fetched from it. */
  readonly keys?: KeySource
  /** Accepted signature algorithms; those of `verifyAccessToken` by default. */
  readonly algorithms?: readonly Algorithm[]
  /** Requests of one caller. Default 100 in 60 seconds; false: no limit. */
  readonly quota?: RateOptions | false
  /** Failed authentications of one address block. Default 300 in 60 seconds. */
  readonly failures?: RateOptions
  /** Addresses and ranges of the proxies that may speak for a caller. Default none. */
  readonly trustedProxies?: readonly string[]
  /** The header in which a trusted proxy states `high`, `medium` or `low`. */
  readonly deviceTrustHeader?: string
  /** The IANA zone of `environment.time` and `weekday`. Default `UTC`. */
  readonly timeZone?: string
  /** How long a policy may take, in milliseconds. Default 1000. */
  readonly policyTimeoutMs?: number
  /**
   * Whether the API describes itself to clients that do not know it: challenges name the document that
   * `metadata()` serves, and the scopes of the route. Default false.
   * @see RFC 9728
   */
  readonly resourceMetadata?: boolean | ResourceMetadataOptions
  /**
   * Told of every fault, with what was thrown, for the host's own log. Default: a process warning
   * `SALLYPORT_FAULT` that names the fault and the error's class, not its message.
   */
  readonly onFault?: (error: unknown, fault: FaultContext) => void
}

/** Where a fault happened. */
export interface FaultContext {
  /** `policy_failed`, `resource_failed`, `fault`, `audit_unavailable` or `keys_unavailable`. */
  readonly code: string
  /** As in the audit; absent where no single request is concerned. */
  readonly requestId?: string
}

/** The options, checked, with everything that the guard works with. */
export interface GuardSettings {
  readonly issuer: string
  readonly audience: string
  readonly clock: Clock
  readonly random: RandomBytes
  readonly keys: KeySource
  readonly algorithms: readonly Algorithm[] | undefined
  readonly verified: VerifiedTokens
  readonly failures: Quota
  /** Absent: no limit. */
  readonly quota: Quota | undefined
  readonly revocations: RevocationCheck | undefined
  readonly audit: Recorder | undefined
  readonly policy: RoutePolicy | undefined
  readonly policyTimeoutMs: number
  readonly trust: ProxyTrust
  readonly localTime: (ms: number) => LocalTime
  /** Absent: the API does not describe itself. */
  readonly resource: DescribedResource | undefined
  readonly onFault: (error: unknown, fault: FaultContext) => void
}

const optionNames = [
  'issuer',
  'audience',
  'revocations',
  'audit',
  'policy',
  'clock',
  'fetch',
  'keys',
  'algorithms',
  'quota',
  'failures',
  'trustedProxies',
  'deviceTrustHeader',
  'timeZone',
  'policyTimeoutMs',
  'resourceMetadata',
  'onFault',
] as const satisfies readonly (keyof GuardOptions)[]

const verifiedMaxAgeSeconds = 60
const verifiedMaxEntries = 10_000

/** Checks the options of `guard()`; throws a TypeError or RangeError that says what to give. */
export function checkOptions(options: GuardOptions): GuardSettings {
  checkNames('guard', options, optionNames)
  const { clock = systemClock, quota, failures, policyTimeoutMs = 1000 } = options
  const { onFault = warnOfFault, resourceMetadata = false } = options
  const issuer = checkIssuer(options.issuer)
  const audience = checkAudience(options.audience)
  checkFunction('policy', options.policy)
  checkFunction('onFault', onFault)
  if (!Number.isSafeInteger(policyTimeoutMs) || policyTimeoutMs < 1) {
    throw new RangeError('`policyTimeoutMs` must be a whole number of milliseconds, at least 1')
  }
  if (options.revocations === undefined) warnOfNoRevocations()
  return Object.freeze({
    issuer,
    audience,
    clock,
    random: secureRandom,
    keys: options.keys ?? remoteKeys(issuer, clock, options.fetch, onFault),
    algorithms: options.algorithms,
    verified: createVerifiedTokens({
      clock,
      maxAgeSeconds: verifiedMaxAgeSeconds,
      maxEntries: verifiedMaxEntries,
    }),
    failures: createQuota({ ...checkRate('failures', failures, 300), clock }),
    quota: quota === false ? undefined : createQuota({ ...checkRate('quota', quota, 100), clock }),
    revocations: options.revocations,
    audit: options.audit,
    policy: options.policy,
    policyTimeoutMs,
    trust: checkTrust(options),
    localTime: checkTimeZone(options.timeZone ?? 'UTC'),
    resource:
      resourceMetadata === false
        ? undefined
        : describeResource(resourceMetadata, { audience, issuers: [issuer] }),
    onFault,
  })
}

function checkIssuer(issuer: unknown): string {
  if (typeof issuer !== 'string' || issuer === '') {
    throw new TypeError(
      '`issuer` is missing: give the authorization server whose tokens this API accepts, such as `https://auth.example.com`',
    )
  }
  const url = URL.parse(issuer)
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new TypeError(`\`issuer\` must be a URL without query or fragment, not \`${issuer}\``)
  }
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    throw new TypeError(`\`issuer\` must be https, except on loopback, not \`${issuer}\``)
  }
  return issuer
}

function checkAudience(audience: unknown): string {
  if (typeof audience === 'string' && audience !== '') return audience
  throw new TypeError(
    '`audience` is missing: give the identifier of this API that tokens carry in `aud`, such as `https://api.example.com`',
  )
}

function checkFunction(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return
  throw new TypeError(`\`${name}\` must be a function`)
}

function checkRate(name: string, given: RateOptions | undefined, limit: number): RateOptions {
  const rate = given ?? { limit, windowSeconds: 60 }
  checkNames(name, rate, ['limit', 'windowSeconds'])
  for (const value of [rate.limit, rate.windowSeconds]) {
    if (Number.isSafeInteger(value) && value >= 1) continue
    throw new RangeError(`\`${name}\` needs \`limit\` and \`windowSeconds\`, whole numbers from 1`)
  }
  return { limit: rate.limit, windowSeconds: rate.windowSeconds }
}

function remoteKeys(
  issuer: string,
  clock: Clock,
  fetch: GuardOptions['fetch'],
  onFault: GuardSettings['onFault'],
): KeySource {
  return createRemoteKeys({
    issuer,
    clock,
    ...(fetch === undefined ? {} : { fetch }),
    onError: (error) => onFault(error, { code: 'keys_unavailable' }),
  })
}

function checkTrust({ trustedProxies = [], deviceTrustHeader }: GuardOptions): ProxyTrust {
  const proxies = parseAddressSet(trustedProxies)
  if (deviceTrustHeader === undefined) return { proxies }
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(deviceTrustHeader)) {
    throw new TypeError('`deviceTrustHeader` must be the name of a header')
  }
  return { proxies, deviceTrustHeader }
}

function checkTimeZone(timeZone: string): (ms: number) => LocalTime {
  try {
    return localTimeIn(timeZone)
  } catch {
    throw new RangeError(
      `\`timeZone\` must be a zone such as \`UTC\` or \`Europe/Berlin\`, not \`${timeZone}\``,
    )
  }
}

function warnOfNoRevocations(): void {
  process.emitWarning(
    'the guard has no `revocations`: a token that was revoked, or whose user was disabled, is accepted until it expires',
    { code: 'SALLYPORT_NO_REVOCATION_FEED' },
  )
}

function warnOfFault(error: unknown, { code, requestId }: FaultContext): void {
  const kind = error instanceof Error ? error.name : typeof error
  const what = requestId === undefined ? code : `${code}, request ${requestId}`
  process.emitWarning(`a fault in the guard: ${what} (${kind})`, { code: 'SALLYPORT_FAULT' })
}
