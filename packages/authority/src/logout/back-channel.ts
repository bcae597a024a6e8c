import { setTimeout as sleep } from 'node:timers/promises'
import { nowSeconds } from '@sallyport/protocol'
import type { ClientRecord, SessionRecord } from '@sallyport/store'
import { issueLogoutToken } from '@sallyport/tokens'
import type { AuthorityOptions } from '../authority-options.ts'
import { findClient } from '../clients/find-client.ts'
import type { Exchange } from '../http/exchange.ts'
import type { OutboundRefusal } from '../outbound/outbound-refusal.ts'
import { policyForClient } from '../outbound/policy-for-client.ts'
import { defaultIdTokenAlgorithm } from '../token/id-token.ts'

/** Tells the clients of a session that it has ended, in the background: nobody waits for them. */
export interface BackChannel {
  tell(ended: SessionRecord, exchange: Exchange): void
  /** Gives up what waits for another try; resolves once nothing is under way. */
  stop(): Promise<void>
}

const TOKEN_SECONDS = 120
/** Before the second try, and before the third and last. */
const PAUSES_MS: readonly number[] = [1000, 10_000]

/**
 * Makes the back channel of an authority. What is still to be told when the process ends is not told
 * later: the sessions of a client end with their own limits then.
 * Security: addresses that clients have registered themselves are held to the public Internet, and no
 * answer takes longer or is read further than `Outbound` allows (SSRF, a client that hangs).
 * @see OpenID Connect Back-Channel Logout §2.5, §2.8
 */
export function createBackChannel(
  options: AuthorityOptions,
  pausesMs: readonly number[] = PAUSES_MS,
): BackChannel {
  const stopping = new AbortController()
  const underWay = new Set<Promise<void>>()

  async function tellClient(clientId: string, ended: SessionRecord, exchange: Exchange) {
    const client = await findClient(clientId, options)
    const url = client?.backchannel_logout_uri
    if (client?.status !== 'active' || url === undefined) return
    const refusal = await deliver(url, client, ended)
    await exchange.record({
      type: refusal === undefined ? 'logout.delivered' : 'logout.undelivered',
      outcome: refusal === undefined ? 'success' : 'refused',
      subject: ended.subject,
      clientId,
      sessionId: ended.sessionId,
      ...(refusal === undefined ? {} : { reasons: [refusal] }),
    })
  }

  /** The refusal of the last try; undefined once one was accepted. */
  async function deliver(
    url: string,
    client: ClientRecord,
    ended: SessionRecord,
  ): Promise<OutboundRefusal | undefined> {
    const policy = policyForClient(client, options.issuer)
    for (let tries = 0; ; tries += 1) {
      const logout_token = await logoutTokenFor(client, ended, options)
      const form = new URLSearchParams({ logout_token })
      const answer = await options.outbound.postForm({ url, policy, form })
      if (answer.ok) return undefined
      const pauseMs = pausesMs[tries]
      if (pauseMs === undefined || HOPELESS.has(answer.refusal)) return answer.refusal
      const isStopped = await sleep(pauseMs, false, { signal: stopping.signal }).catch(() => true)
      if (isStopped) return answer.refusal
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
      await Promise.all(underWay)
    },
  }
}

/** What another try would not change. */
const HOPELESS: ReadonlySet<OutboundRefusal> = new Set(['url_refused', 'address_refused'])

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
