import { randomUUID } from 'node:crypto'
import {
  type Authority,
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
import { algorithmsInUse } from './algorithms-in-use.ts'
import { applyConfiguredClients } from './apply-configured-clients.ts'
import { applyConfiguredUsers, type GeneratedPassword } from './apply-configured-users.ts'
import { openParts, type Parts } from './open-parts.ts'
import { type Listener, listen } from './serve-authority.ts'

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

const PRUNE_EVERY_MS = 60_000
const CODE_SECONDS = 60
const SESSION_SECONDS = { absoluteSeconds: 12 * 3600, idleSeconds: 3600 }

/**
 * Starts everything that the configuration names, in one process. Rejects with a message for the
 * operator; whatever was opened by then is closed again.
 */
export async function startSallyport(
  configuration: Configuration,
  { clock = systemClock, onFault = () => {}, onPolicies = () => {} }: StartWorld = {},
): Promise<Sallyport> {
  const parts = await openParts(configuration, clock)
  const listeners: Listener[] = []
  const opened: (() => Promise<void>)[] = [() => parts.close()]
  const stop = async () => {
    await Promise.all(listeners.splice(0).map((listener) => listener.close()))
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    const { store, recorder } = parts
    const requestId = randomUUID()
    const policies = await startPolicies(configuration, clock, onPolicies)
    if (policies !== undefined) opened.push(() => policies.stop())
    // The ports come first: a start that fails for want of one has changed no user and lost no password.
    const waiting = Promise.withResolvers<Authority>()
    for (const address of configuration.listen) {
      listeners.push(await listen(address, waiting.promise))
    }
    await sealAnew(configuration, parts, requestId)
    opened.push(makeKeys(configuration, parts, (error) => onFault(error, requestId)))
    const passwords = createPasswordHasher()
    const world = { store, passwords, recorder, clock, random: secureRandom, requestId }
    await applyConfiguredClients(configuration, world)
    const generatedPasswords = await applyConfiguredUsers(configuration, world)

    const revocations = await followRevocations({
      ledger: store.revocations,
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
      resources: mapResources(configuration),
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
      sessions: SESSION_SECONDS,
      metricsReaders: parseAddressSet(configuration.metricsReaders),
      revocationLagMs: () => revocations.lagMs(),
      ...(policies === undefined ? {} : { policyHealth: () => policies.health() }),
      onFault,
    })
    opened.push(() => authority.stop())
    for (const { accessTokens } of configuration.resources) {
      await parts.keys.signer(accessTokens.algorithm)
    }
    const upkeep = setInterval(() => {
      authority.prune().catch((error: unknown) => onFault(error, requestId))
    }, PRUNE_EVERY_MS)
    opened.push(async () => clearInterval(upkeep))
    waiting.resolve(authority)

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
  configuration: Configuration,
  { keys }: Parts,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const made = Promise.all([...algorithmsInUse(configuration)].map((one) => keys.signer(one)))
  const ended = made.then(() => {}, onError)
  return () => ended
}

function mapResources({ resources: [first, ...rest] }: Configuration) {
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
async function sealAnew(
  { accessTokens }: Configuration,
  { ring, recorder }: Parts,
  requestId: string,
): Promise<void> {
  const count = await ring(accessTokens.algorithm).reseal()
  if (count === 0) return
  await recorder.record({
    type: 'key.changed',
    outcome: 'success',
    requestId,
    reasons: ['sealed_anew'],
  })
}
