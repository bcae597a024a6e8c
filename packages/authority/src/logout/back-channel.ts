import { setTimeout as sleep } from 'node:timers/promises'
import { nowSeconds } from '@sallyport/protocol'
import type { ClientRecord, SessionRecord } from '@sallyport/store'
import { issueLogoutToken } from '@sallyport/tokens'
import type { AuthorityOptions } from '../authority-options.ts'
import { ClientUnavailable } from '../client-documents/client-unavailable.ts'
import { findClient } from '../clients/find-client.ts'
import type { Exchange } from '../http/exchange.ts'
import { policyForClient } from '../outbound/policy-for-client.ts'
import type { OutboundPolicy } from '../outbound/target.ts'
import { defaultIdTokenAlgorithm } from '../token/id-token.ts'
import {
  createDeliveryLanes,
  type DeliveryLanes,
  type DeliveryRefusal,
  type LaneLimits,
} from './delivery-lanes.ts'

/** Tells the clients of a session that it has ended, in the background: nobody waits for them. */
export interface BackChannel {
  tell(ended: SessionRecord, exchange: Exchange): void
  /**
   * Gives up what waits for another try, and in three seconds what waits for the first; resolves once
   * nothing is under way.
   */
  stop(): Promise<void>
}

const TOKEN_SECONDS = 120
/** Before the second try, and before the third and last; the first also while there is no room. */
const PAUSES_MS: readonly number[] = [1000, 10_000]
const DRAIN_MS = 3000
/** At once fewer than `Outbound` takes on of a policy, so that it is not asked in vain. */
const LIMITS: LaneLimits = {
  atOnce: 12,
  perHost: 4,
  mostWaiting: 10_000,
  mostWaitingPerHost: 1000,
}

/**
 * Makes the back channel of an authority. What is still to be told when the process ends is not told
 * later: the sessions of a client end with their own limits then.
 * Security: addresses that clients have registered themselves are held to the public Internet, and no
 * answer takes longer or is read further than `Outbound` allows (SSRF, a client that hangs). One that hangs
 * holds up no other: each host has a lane of its own, and strangers' hosts none that the operator's need.
 * @see OpenID Connect Back-Channel Logout §2.5, §2.8
 */
export function createBackChannel(
  options: AuthorityOptions,
  pausesMs: readonly number[] = PAUSES_MS,
): BackChannel {
  const stopping = new AbortController()
  const underWay = new Set<Promise<void>>()
  const lanes = new Map<OutboundPolicy, DeliveryLanes>()

  function lanesOf(policy: OutboundPolicy): DeliveryLanes {
    const known = lanes.get(policy) ?? createDeliveryLanes(LIMITS)
    lanes.set(policy, known)
    return known
  }

  async function tellClient(clientId: string, ended: SessionRecord, exchange: Exchange) {
    const client = await findClient(clientId, 'ourselves', options).catch(orUnavailable)
    let refusal: DeliveryRefusal | 'client_unavailable' | undefined = 'client_unavailable'
    if (client !== 'client_unavailable') {
      const url = client?.backchannel_logout_uri
      if (client?.status !== 'active' || url === undefined) return
      refusal = await deliver(url, client, ended)
    }
    await exchange.record({
      type: refusal === undefined ? 'logout.delivered' : 'logout.undelivered',
      outcome: refusal === undefined ? 'success' : 'refused',
      subject: ended.subject,
      clientId,
      sessionId: ended.sessionId,
      ...(refusal === undefined ? {} : { reasons: [refusal] }),
    })
  }

  /**
   * The refusal of the last try; undefined once one was accepted. That there is no room among our own
   * requests is no try.
   */
  async function deliver(
    url: string,
    client: ClientRecord,
    ended: SessionRecord,
  ): Promise<DeliveryRefusal | undefined> {
    const policy = policyForClient(client, options.issuer)
    const host = URL.canParse(url) ? new URL(url).host : ''
    let tries = 0
    for (;;) {
      const answer = await lanesOf(policy).run(host, async () => {
        const logout_token = await logoutTokenFor(client, ended, options)
        const form = new URLSearchParams({ logout_token })
        const sent = await options.outbound.postForm({ url, purpose: 'logout', policy, form })
        if (sent.ok || sent.refusal !== 'busy') tries += 1
        return sent
      })
      if (answer.ok) return undefined
      const { refusal } = answer
      const pauseMs = refusal === 'busy' ? pausesMs[0] : pausesMs[tries - 1]
      if (pauseMs === undefined || HOPELESS.has(refusal)) return refusal
      const isStopped = await sleep(pauseMs, false, { signal: stopping.signal }).catch(() => true)
      if (isStopped) return refusal
    }
  }

  return {
    tell(ended, exchange) {
      for (const clientId of ended.clients) {
        const told = tellClient(clientId, ended, exchange)
          .catch((error: unknown) => options.onFault(error, exchange.requestId))
          .finally(() => underWay.delete(told))
        underWay.add(told)
      }
    },
    async stop() {
      stopping.abort()
      const drained = setTimeout(() => {
        for (const one of lanes.values()) one.close()
      }, DRAIN_MS)
      await Promise.all(underWay)
      clearTimeout(drained)
    },
  }
}

function orUnavailable(error: unknown): 'client_unavailable' {
  if (error instanceof ClientUnavailable) return 'client_unavailable'
  throw error
}

/** What another try would not change. */
const HOPELESS: ReadonlySet<DeliveryRefusal> = new Set([
  'url_refused',
  'address_refused',
  'too_many_waiting',
  'stopped',
])

/** A token of its own for every try, so that its short life begins with it. */
async function logoutTokenFor(
  client: ClientRecord,
  { subject, sessionId }: SessionRecord,
  { issuer, clock, random, keys }: AuthorityOptions,
): Promise<string> {
  const iat = nowSeconds(clock)
  const claims = {
    iss: issuer,
    aud: client.client_id,
    iat,
    exp: iat + TOKEN_SECONDS,
    jti: Buffer.from(random(16)).toString('base64url'),
    sub: subject,
    sid: sessionId,
  }
  const algorithm = client.id_token_signed_response_alg ?? defaultIdTokenAlgorithm
  return issueLogoutToken(claims, await keys.signer(algorithm))
}
