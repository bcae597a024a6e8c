import { randomUUID } from 'node:crypto'
import {
  createAuthority,
  createClientDocuments,
  createOutbound,
  createPasswordHasher,
  createStrangerFetches,
  systemOutbound,
} from '@sallyport/authority'
import type { LivePolicies, PoliciesEvent } from '@sallyport/policies'
import { type Clock, type Recorder, secureRandom, systemClock } from '@sallyport/protocol'
import { parseAddressSet } from '@sallyport/protocol/peer'
import { type FollowedRevocations, followRevocations } from '@sallyport/revocation'
import type { Store } from '@sallyport/store'
import type { Configuration } from '../configuration/configuration.ts'
import { issuerAtPort } from '../configuration/keys/issuer.ts'
import { operatorResources } from '../operator/operator-resource.ts'
import { applyConfiguredClients } from './apply-configured-clients.ts'
import { applyConfiguredUsers, type GeneratedPassword } from './apply-configured-users.ts'
import { keepUpKeys } from './keep-up-keys.ts'
import { openParts, type Parts } from './open-parts.ts'
import { type Listener, listen, type Served } from './serve-authority.ts'
import { sessionSeconds } from './session-seconds.ts'
import { withOperatorApi } from './with-operator-api.ts'

/** A running authority, and the ports that a guard in the same process plugs into. */
export interface Sallyport {
  /** As tokens state it. */
  readonly issuer: string
  /** Where it listens. */
  readonly urls: readonly string[]
  readonly store: Store
  readonly revocations: FollowedRevocations
  readonly audit: Recorder
  /** Those of the configuration, where it has any; what is saved there decides at once. */
  readonly policies?: LivePolicies
  /** Passwords made at this start, to be shown once. */
  readonly generatedPasswords: readonly GeneratedPassword[]
  /** Answers what is under way, writes what is to be written, and ends. */
  stop(): Promise<void>
}

export interface StartWorld {
  readonly clock?: Clock
  /** Told of every fault. */
  readonly onFault?: (error: unknown, requestId: string) => void
  /** Told of every change of the policies, and of every one that was refused. */
  readonly onPolicies?: (event: PoliciesEvent) => void
}

const UPKEEP_EVERY_MS = 60_000
const CODE_SECONDS = 60

/**
 * Starts everything that the configuration names, in one process. Rejects with a message for the
 * operator; whatever was opened by then is closed again.
 */
export async function startSallyport(
  configuration: Configuration,
  { clock = systemClock, onFault = () => {}, onPolicies = () => {} }: StartWorld = {},
): Promise<Sallyport> {
  const requestId = randomUUID()
  const parts = await openParts(configuration, clock, (error) => onFault(error, requestId))
  const listeners: Listener[] = []
  const opened: (() => Promise<void>)[] = [() => parts.close()]
  let release: () => void = () => {}
  const stop = async () => {
    const closed = Promise.all(listeners.splice(0).map((listener) => listener.close()))
    // No request is taken any more, and the streams would be under way for ever.
    release()
    await closed
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    const { store, recorder } = parts
    const policies = await startPolicies(configuration, clock, onPolicies)
    if (policies !== undefined) opened.push(() => policies.stop())
    // The ports come first: a start that fails for want of one has changed no user and lost no password.
    const waiting = Promise.withResolvers<Served>()
    for (const address of configuration.listen) {
      listeners.push(await listen(address, waiting.promise))
    }
    await sealAnew(parts, requestId)
    opened.push(makeKeys(parts, requestId, (error) => onFault(error, requestId)))
    const passwords = createPasswordHasher()
    const world = { store, passwords, recorder, clock, random: secureRandom, requestId }
    await applyConfiguredClients(configuration, world)
    const generatedPasswords = await applyConfiguredUsers(configuration, world)

    const revocations = await followRevocations({
      feed: store.revocations,
      clock,
      onError: (error) => onFault(error, requestId),
    })
    opened.push(() => revocations.stop())

    const issuer = issuerAtPort(configuration.issuer, listeners[0]?.port ?? 0)
    const outbound = createOutbound(systemOutbound)
    const strangerFetches = createStrangerFetches(clock)
    const { registration, clientIdMetadataDocuments: policy } = configuration
    const authority = createAuthority({
      issuer,
      resources: mapResources(configuration, issuer),
      store,
      keys: parts.keys,
      recorder,
      secret: parts.secret,
      previousSecrets: parts.previousSecrets,
      passwords,
      clock,
      random: secureRandom,
      proxies: { proxies: parseAddressSet(configuration.trustedProxies) },
      outbound,
      ...(policy === undefined
        ? {}
        : {
            clientDocuments: createClientDocuments({
              outbound,
              clock,
              issuer,
              policy,
              strangerFetches,
            }),
          }),
      strangerFetches,
      requirePushedAuthorizationRequests: configuration.requirePushedAuthorizationRequests,
      codeSeconds: CODE_SECONDS,
      refreshTokens: configuration.refreshTokens,
      ...(registration === undefined ? {} : { registration }),
      sessions: sessionSeconds,
      metricsReaders: parseAddressSet(configuration.metricsReaders),
      followed: revocations,
      ...(policies === undefined ? {} : { policyHealth: () => policies.health() }),
      onFault,
    })
    release = () => authority.release()
    opened.push(() => authority.stop())
    for (const { accessTokens } of configuration.resources) {
      await parts.keys.signer(accessTokens.algorithm)
    }
    const upkeep = setInterval(() => {
      const tasks = [authority.prune(), keepUpKeys(parts, requestId)]
      for (const task of tasks) task.catch((error: unknown) => onFault(error, requestId))
    }, UPKEEP_EVERY_MS)
    opened.push(async () => clearInterval(upkeep))
    waiting.resolve(
      await withOperatorApi(authority, configuration, {
        ...parts,
        issuer,
        revocations,
        clock,
        onFault,
      }),
    )

    const urls = listeners.map((listener) => listener.url)
    return {
      issuer,
      urls,
      store,
      revocations,
      audit: recorder,
      ...(policies === undefined ? {} : { policies }),
      generatedPasswords,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The engine is loaded only where there are policies. */
async function startPolicies(
  { policies }: Configuration,
  clock: Clock,
  onEvent: (event: PoliciesEvent) => void,
): Promise<LivePolicies | undefined> {
  if (policies === undefined) return undefined
  const { openPolicies } = await import('@sallyport/policies')
  return openPolicies({ ...policies, clock, onEvent })
}

/**
 * Makes the keys that are still missing, off the main thread and without waiting: an RSA key takes long,
 * and whoever needs it before it is there waits for it. Answers how to wait for the end.
 */
function makeKeys(
  parts: Parts,
  requestId: string,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const made = parts.keys.publicKeys().then(() => keepUpKeys(parts, requestId))
  const ended = made.then(() => {}, onError)
  return () => ended
}

function mapResources(configuration: Configuration, issuer: string) {
  const [first, ...others] = configuration.resources
  // Last: the first is the default, and no token is for operators unless it was asked for.
  const rest = [...others, ...operatorResources(configuration, issuer)]
  const map = (resource: typeof first) => ({
    identifier: resource.identifier,
    scopes: resource.scopes,
    scopeDescriptions: resource.scopeDescriptions,
    accessTokenSeconds: resource.accessTokens.lifetimeSeconds,
    algorithm: resource.accessTokens.algorithm,
    introspectedBy: resource.introspectedBy,
  })
  return [map(first), ...rest.map(map)] as const
}

/** Brings signing keys that a previous secret seals under the one that seals them from now on. */
async function sealAnew({ keys, recorder }: Parts, requestId: string): Promise<void> {
  const count = await keys.reseal()
  if (count === 0) return
  await recorder.record({
    type: 'key.changed',
    outcome: 'success',
    requestId,
    reasons: ['sealed_anew'],
  })
}
