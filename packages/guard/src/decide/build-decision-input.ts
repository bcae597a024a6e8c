import type {
  DecisionInput,
  EnvironmentFacts,
  Principal,
  Resource,
  UserFacts,
} from '@sallyport/protocol'
import type { CallerFacts } from '@sallyport/protocol/peer'
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
  settings: Pick<GuardSettings, 'clock' | 'localTime'>,
): DecisionInput {
  const { principal, caller, action, resource } = facts
  return Object.freeze({
    ...(principal.kind === 'user' ? { user: userFacts(principal) } : {}),
    client: Object.freeze({ id: principal.clientId }),
    resource,
    action,
    environment: environmentFacts(caller, settings),
  })
}

function userFacts({ subject, roles, department, scopes }: Principal): UserFacts {
  return Object.freeze({
    id: subject,
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
