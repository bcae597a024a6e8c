import type {
  DecisionInput,
  EnvironmentFacts,
  Principal,
  Resource,
  UserFacts,
} from '@sallyport/protocol'
import type { CallerFacts } from '@sallyport/protocol/peer'
import { policyName } from '../issuers/policy-name.ts'
import type { TrustedIssuers } from '../issuers/trusted-issuer.ts'
import type { GuardSettings } from '../options/check-options.ts'

/**
 * Builds what the policy is asked, frozen, with absent facts absent.
 * Security: its only sources are the verified token, the route, the API's own data, the clock and the
 * transport. Nothing of the body, the query or a header of the caller's can reach it.
 */
export function buildDecisionInput(
  facts: {
    readonly principal: Principal
    readonly caller: CallerFacts
    readonly action: string
    readonly resource: Resource
  },
  settings: Pick<GuardSettings, 'clock' | 'localTime' | 'issuers'>,
): DecisionInput {
  const { principal, caller, action, resource } = facts
  const { issuers } = settings
  return Object.freeze({
    ...(principal.kind === 'user' ? { user: userFacts(principal, issuers) } : {}),
    client: Object.freeze({ id: policyName(issuers, principal.issuer, principal.clientId) }),
    resource,
    action,
    environment: environmentFacts(caller, settings),
  })
}

function userFacts(principal: Principal, issuers: TrustedIssuers): UserFacts {
  const { issuer, subject, userId, roles, department, scopes } = principal
  return Object.freeze({
    id: userId ?? policyName(issuers, issuer, subject),
    roles: Object.freeze([...roles]),
    ...(department === undefined ? {} : { department }),
    scopes: Object.freeze([...scopes]),
  })
}

function environmentFacts(
  { address, deviceTrust }: CallerFacts,
  { clock, localTime }: Pick<GuardSettings, 'clock' | 'localTime'>,
): EnvironmentFacts {
  // One reading, so that `time` and `timestamp` can never disagree.
  const nowMs = clock.nowMs()
  const { time, weekday } = localTime(nowMs)
  return Object.freeze({
    time,
    timestamp: Math.floor(nowMs / 1000),
    weekday,
    ...(address === undefined ? {} : { ipAddress: address }),
    ...(deviceTrust === undefined ? {} : { deviceTrust }),
  })
}
