import { accept, type Result } from '@sallyport/protocol'
import { admitAddress } from './admit/admit-address.ts'
import { type Arrival, arrive, knock } from './arrival/arrive.ts'
import { authenticate } from './authenticate/authenticate.ts'
import { checkExpiry } from './authenticate/check-expiry.ts'
import { askPolicy, type Decided } from './decide/ask-policy.ts'
import { checkInput } from './decide/check-input.ts'
import { checkScopes } from './decide/check-scopes.ts'
import { checkSignIn } from './decide/check-sign-in.ts'
import { loadResource } from './decide/load-resource.ts'
import { takeQuota, type WithinQuota } from './limits/take-quota.ts'
import { serveMetadata } from './metadata/serve-metadata.ts'
import { checkOptions, type GuardOptions } from './options/check-options.ts'
import {
  type CheckedRoute,
  checkRoute,
  type InputCheck,
  type RouteOptions,
} from './options/check-route.ts'
import { createExits } from './record/leave.ts'
import { allowedFact } from './record/record-exit.ts'
import type { Refusal } from './refusals/refusal.ts'
import { checkRevocation } from './revocation/check-revocation.ts'
import type { Front, GuardRequest, Verdict } from './verdict.ts'

/** The guard of one API, for requests of whatever kind `Native` the framework has. */
export interface GuardCore<Native extends object> {
  /**
   * Through the first door: who is it, is the token still good, is there quota left. A caller without a
   * good token is told of these scopes, where the API describes itself; they are not demanded.
   */
  authenticate(native: Native, advisedScopes?: readonly string[]): Promise<Verdict>
  /** Through both doors. Throws at once for options that would decide nothing. */
  authorize(
    options: RouteOptions<Native>,
    extras?: RouteExtras<Native>,
  ): (native: Native) => Promise<Verdict>
  /** Serves the API's description of itself. Throws where guard() was not asked for one. */
  metadata(): Front
}

/** What an adapter knows of a route, and its host does not say. */
export interface RouteExtras<Native> {
  /**
   * A caller who lacks a scope is told of those of these that it has as well, so that the next token
   * loses none of them. Default none.
   */
  readonly keptScopes?: readonly string[]
  /** Asked after sign-in and scopes, before the resource is loaded. Default: all input is accepted. */
  readonly acceptsInput?: InputCheck<Native>
}

/**
 * Makes a guard; `readRequest` says how to read the framework's requests. Neither method of it ever
 * rejects: every request gets a verdict, and every refusal and decision is recorded before it is given.
 */
export function createGuard<Native extends object>(
  options: GuardOptions,
  readRequest: (native: Native) => GuardRequest | Promise<GuardRequest>,
): GuardCore<Native> {
  const settings = checkOptions(options)
  const exits = createExits(settings)
  // Security: what has passed the first door is remembered here, never on the request itself, where
  // anyone could have put it.
  const inside = new WeakMap<Native, WithinQuota>()

  async function passFirstDoor(arrival: Arrival): Promise<Result<WithinQuota, Refusal>> {
    const admitted = admitAddress(arrival, settings)
    if (!admitted.ok) return admitted
    const authenticated = await authenticate(admitted.value, settings)
    if (!authenticated.ok) return authenticated
    const live = checkRevocation(authenticated.value, settings)
    if (!live.ok) return live
    return takeQuota(live.value, settings)
  }

  /**
   * Security: between the two doors lies whatever the host does, such as waiting for a slow body; a
   * token that was revoked or has expired meanwhile must not open the second. Quota was taken before.
   */
  function checkAgain(before: WithinQuota): Result<WithinQuota, Refusal> {
    const current = checkExpiry(before, settings)
    if (!current.ok) return current
    const live = checkRevocation(current.value, settings)
    return live.ok ? accept({ ...before, ...live.value }) : live
  }

  async function passSecondDoor(
    within: WithinQuota,
    route: CheckedRoute<Native>,
    native: Native,
  ): Promise<Result<Decided<Native>, Refusal>> {
    const signedIn = checkSignIn(within, route, settings)
    if (!signedIn.ok) return signedIn
    const entitled = checkScopes(signedIn.value, route)
    if (!entitled.ok) return entitled
    const wellFormed = await checkInput(entitled.value, route, native)
    if (!wellFormed.ok) return wellFormed
    const loaded = await loadResource(wellFormed.value, route, native)
    if (!loaded.ok) return loaded
    return askPolicy(loaded.value, route, settings)
  }

  async function judge(
    native: Native,
    route?: CheckedRoute<Native>,
    advisedScopes: readonly string[] = [],
  ): Promise<Verdict> {
    const before = inside.get(native)
    let arrival = before?.arrival ?? knock(settings.random)
    try {
      if (before === undefined) arrival = arrive(arrival, await readRequest(native), settings)
      const within = before === undefined ? await passFirstDoor(arrival) : checkAgain(before)
      if (!within.ok)
        return await exits.refuse(arrival, route, { ...within.refusal, advisedScopes })
      inside.set(native, within.value)
      const { principal, headers } = within.value
      const { requestId } = within.value.arrival
      if (route === undefined) return { kind: 'pass', principal, requestId, headers }
      const decided = await passSecondDoor(within.value, route, native)
      if (!decided.ok) return await exits.refuse(arrival, route, { ...decided.refusal, headers })
      return await exits.pass(allowedFact(decided.value, route), {
        kind: 'pass',
        principal,
        requestId,
        headers,
      })
    } catch (error) {
      const { principal, headers = [] } = inside.get(native) ?? {}
      return exits.refuse(arrival, route, {
        code: 'fault',
        reasons: ['fault'],
        error,
        headers,
        ...(principal === undefined ? {} : { principal }),
      })
    }
  }

  return {
    authenticate: (native, advisedScopes) => judge(native, undefined, advisedScopes),
    authorize: (routeOptions, extras = {}) => {
      const route = { ...checkRoute(routeOptions, settings.policy), ...extras }
      return (native) => judge(native, route)
    },
    metadata: () => {
      if (settings.resource !== undefined) return serveMetadata(settings.resource)
      throw new TypeError('metadata() has nothing to serve: give `resourceMetadata` to guard()')
    },
  }
}
