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
import type { Algorithm, KeySource } from '@sallyport/tokens'
import { createPendingQuestions, type PendingQuestions } from '../authenticate/pending-questions.ts'
import { createVerifiedTokens, type VerifiedTokens } from '../authenticate/verified-tokens.ts'
import type { TrustedIssuers } from '../issuers/trusted-issuer.ts'
import {
  type DescribedResource,
  describeResource,
  type ResourceMetadataOptions,
} from '../metadata/describe-resource.ts'
import { checkIssuers, type IssuerOptions } from './check-issuers.ts'
import { checkNames } from './check-names.ts'
import type { RoutePolicy } from './check-route.ts'

/** So many in any window of so many seconds. */
export interface RateOptions {
  /** At least 1. */
  readonly limit: number
  /** At least 1. */
  readonly windowSeconds: number
}

export interface GuardOptions {
  /**
   * The authorization server whose access tokens are accepted, exactly as their `iss`: your own, whose
   * tokens follow RFC 9068 and are judged by `revocations`. This or `issuers` is needed, or both.
   */
  readonly issuer?: string
  /** Foreign issuers, each with rules and keys for its tokens alone. */
  readonly issuers?: readonly IssuerOptions[]
  /** This API, exactly as tokens name it in `aud`. */
  readonly audience: string
  /** What `issuer` has revoked. Without it, a revoked token works until it expires. */
  readonly revocations?: RevocationCheck
  /** Keeps what happened. Where it cannot, requests are answered 503. */
  readonly audit?: Recorder
  /** Decides on routes that have no policy of their own. */
  readonly policy?: RoutePolicy
  /** What time it is. Default: the machine's. */
  readonly clock?: Clock
  /** How keys, metadata and introspection answers are fetched. */
  readonly fetch?: typeof fetch
  /** The keys of `issuer`, where they are not to be fetched from it. */
  readonly keys?: KeySource
  /** Signature algorithms accepted of `issuer`; those of `verifyAccessToken` by default. */
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
  /**
   * `policy_failed`, `resource_failed`, `fault`, `audit_unavailable`, `keys_unavailable`,
   * `introspection_unavailable`, or, of an MCP server, `tool_failed`.
   */
  readonly code: string
  /** As in the audit; absent where no single request is concerned. */
  readonly requestId?: string
}

/** The options, checked, with everything that the guard works with. */
export interface GuardSettings {
  readonly issuers: TrustedIssuers
  readonly audience: string
  readonly clock: Clock
  readonly random: RandomBytes
  readonly verified: VerifiedTokens
  readonly pending: PendingQuestions
  readonly failures: Quota
  /** Absent: no limit. */
  readonly quota: Quota | undefined
  readonly audit: Recorder | undefined
  readonly policy: RoutePolicy | undefined
  readonly policyTimeoutMs: number
  readonly trust: ProxyTrust
  readonly localTime: (ms: number) => LocalTime
  /** Absent: the API does not describe itself. */
  readonly resource: DescribedResource | undefined
  readonly onFault: (error: unknown, fault: FaultContext) => void
}

/** Every option of `guard()`. */
export const guardOptionNames = [
  'issuer',
  'issuers',
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
  checkNames('guard', options, guardOptionNames)
  const { clock = systemClock, quota, failures, policyTimeoutMs = 1000 } = options
  const { onFault = warnOfFault, resourceMetadata = false } = options
  const audience = checkAudience(options.audience)
  checkFunction('policy', options.policy)
  checkFunction('onFault', onFault)
  if (!Number.isSafeInteger(policyTimeoutMs) || policyTimeoutMs < 1) {
    throw new RangeError('`policyTimeoutMs` must be a whole number of milliseconds, at least 1')
  }
  const issuers = checkIssuers(options, { audience, clock, onFault })
  warnOfNoRevocations(issuers)
  return Object.freeze({
    issuers,
    audience,
    clock,
    random: secureRandom,
    verified: createVerifiedTokens({
      clock,
      maxAgeSeconds: verifiedMaxAgeSeconds,
      maxEntries: verifiedMaxEntries,
    }),
    pending: createPendingQuestions(),
    failures: createQuota({ ...checkRate('failures', failures, 300), clock }),
    quota: quota === false ? undefined : createQuota({ ...checkRate('quota', quota, 100), clock }),
    audit: options.audit,
    policy: options.policy,
    policyTimeoutMs,
    trust: checkTrust(options),
    localTime: checkTimeZone(options.timeZone ?? 'UTC'),
    resource:
      resourceMetadata === false
        ? undefined
        : describeResource(resourceMetadata, { audience, issuers: namedIn(issuers, audience) }),
    onFault,
  })
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

/** The issuers that a client may ask for a token with this audience. */
function namedIn({ all }: TrustedIssuers, audience: string): readonly string[] {
  return all.filter((trusted) => trusted.audience === audience).map(({ issuer }) => issuer)
}

function warnOfNoRevocations({ all }: TrustedIssuers): void {
  const unheard = all.filter(
    ({ revocations, introspection }) =>
      revocations === undefined && introspection?.tokens !== 'all',
  )
  if (unheard.length === 0) return
  const names = unheard.map(({ issuer }) => `\`${issuer}\``).join(', ')
  process.emitWarning(
    `the guard has no \`revocations\` for ${names}: a token that was revoked, or whose user was disabled, is accepted until it expires`,
    { code: 'SALLYPORT_NO_REVOCATION_FEED' },
  )
}

export function warnOfFault(error: unknown, { code, requestId }: FaultContext): void {
  const kind = error instanceof Error ? error.name : typeof error
  const what = requestId === undefined ? code : `${code}, request ${requestId}`
  process.emitWarning(`a fault in the guard: ${what} (${kind})`, { code: 'SALLYPORT_FAULT' })
}
