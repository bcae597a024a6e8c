import type { Duplex } from 'node:stream'
import {
  accept,
  type JsonObject,
  parseStrictJsonObject,
  type Result,
  refuse,
} from '@sallyport/protocol'
import { isAddressAllowed } from './address-rules.ts'
import { exchangeOnce, type OutboundAnswer } from './exchange-once.ts'
import type { OutboundRefusal } from './outbound-refusal.ts'
import { readFreshness } from './read-freshness.ts'
import { type OutboundPolicy, type OutboundTarget, parseTarget } from './target.ts'

/**
 * Requests that the authority itself sends, to addresses that others name: client metadata documents,
 * key sets, back-channel logout.
 *
 * Invariants, whoever names the address:
 * - the host is resolved once, every address it has is judged, and the connection goes to one of those
 *   that were judged, never to a name that could be resolved anew;
 * - no redirect is followed, no proxy asked, no connection kept, no cookie or credential sent;
 * - the whole exchange, from the look-up on, ends in five seconds and within a byte limit, and only so many
 *   run at once.
 *
 * Nothing here throws or rejects: what goes wrong is a refusal with a code.
 * @see STANDARDS.md DCR-04, CIMD-02, CIMD-05, CIMD-06; ATTACKS.md J06, J07
 */
export interface Outbound {
  /** Fetches one JSON object: status 200, a JSON content type, strict JSON. */
  getJson(request: {
    readonly url: string
    readonly purpose: OutboundPurpose
    readonly policy: OutboundPolicy
    /** The longest body, bytes: `metadataDocumentBytes` or `keySetBytes`. */
    readonly maxBytes: number
  }): Promise<Result<FetchedJson, OutboundRefusal>>
  /** Sends a form; accepted where the answer is 200 or 204, whose body is not read. */
  postForm(request: {
    readonly url: string
    readonly purpose: OutboundPurpose
    readonly policy: OutboundPolicy
    readonly form: URLSearchParams
  }): Promise<Result<{ readonly status: number }, OutboundRefusal>>
}

/** What a request is sent for. */
type OutboundPurpose = 'client_document' | 'key_set' | 'logout'

interface FetchedJson {
  readonly json: JsonObject
  /** How long the answer calls itself fresh (RFC 9111 §4.2.1); undefined where it says nothing. */
  readonly freshSeconds: number | undefined
}

/** What requests are sent through; injectable, so that tests can stay on loopback. */
export interface OutboundWorld {
  /** Every address of a host name, IPv4 and IPv6; rejects where there is none. */
  readonly resolve: (hostname: string, policy: OutboundPolicy) => Promise<readonly string[]>
  /** Opens a connection to one of `target.addresses`, and to nothing else. */
  readonly connect: (target: OutboundTarget, addresses: readonly string[]) => Duplex
  /** For the whole exchange; 5000 by default. */
  readonly timeoutMs?: number
  /** How many run at once, for each purpose and policy; 16 by default. */
  readonly maxConcurrent?: number
}

/** The longest client metadata document (draft-ietf-oauth-client-id-metadata-document-01 §6.6). */
export const metadataDocumentBytes = 5 * 1024
/** The longest JWK Set. */
export const keySetBytes = 64 * 1024

const JSON_TYPE = /^application\/(?:[a-z0-9.-]+\+)?json[ \t]*(?:;|$)/i

export function createOutbound(world: OutboundWorld): Outbound {
  const { timeoutMs = 5000, maxConcurrent = 16 } = world
  // Security: counted apart, so that strangers' slow hosts cannot use up what the operator's need, nor one
  // purpose what another needs.
  const underWay = new Map<string, number>()

  async function send(request: {
    readonly url: string
    readonly purpose: OutboundPurpose
    readonly policy: OutboundPolicy
    readonly maxBytes: number
    readonly form?: URLSearchParams
  }): Promise<Result<OutboundAnswer, OutboundRefusal>> {
    const { purpose, policy, maxBytes, form } = request
    const target = parseTarget(request.url, policy)
    if (target === undefined) return refuse('url_refused')
    const pool = `${purpose} ${policy}`
    const running = underWay.get(pool) ?? 0
    if (running >= maxConcurrent) return refuse('busy')
    underWay.set(pool, running + 1)
    const release = () => underWay.set(pool, (underWay.get(pool) ?? 1) - 1)
    return withDeadline(timeoutMs, release, async (signal) => {
      const addresses = await resolveTarget(target, policy, world)
      if (!addresses.ok) return addresses
      if (signal.aborted) return refuse('timed_out')
      const connect = () => world.connect(target, addresses.value)
      return exchangeOnce({ url: target.url, connect, signal, maxBytes, ...(form && { form }) })
    })
  }

  return {
    async getJson(request) {
      const answer = await send(request)
      if (!answer.ok) return answer
      const { status, headers, body } = answer.value
      if (status === 429 || status >= 500) return refuse('host_failing')
      if (status !== 200) return refuse('status_refused')
      if (!JSON_TYPE.test(headers['content-type'] ?? '')) return refuse('type_refused')
      const json = parseJson(body)
      if (json === undefined) return refuse('malformed')
      return accept({ json, freshSeconds: readFreshness(headers) })
    },
    async postForm(request) {
      const answer = await send({ ...request, maxBytes: 0 })
      if (!answer.ok) return answer
      const { status } = answer.value
      return status === 200 || status === 204 ? accept({ status }) : refuse('status_refused')
    },
  }
}

/** Security: one address that is refused refuses the host (ATTACKS.md J06, the dual answer). */
async function resolveTarget(
  target: OutboundTarget,
  policy: OutboundPolicy,
  world: OutboundWorld,
): Promise<Result<readonly string[], OutboundRefusal>> {
  let addresses = target.addresses
  if (addresses === undefined) {
    try {
      addresses = await world.resolve(target.url.hostname, policy)
    } catch {
      return refuse('unresolved')
    }
  }
  if (addresses.length === 0) return refuse('unresolved')
  return addresses.every((address) => isAddressAllowed(address, policy, target))
    ? accept(addresses)
    : refuse('address_refused')
}

/** Ends in time whether or not the task heeds the signal; `release` runs when the task has ended in truth. */
async function withDeadline<Value>(
  timeoutMs: number,
  release: () => void,
  task: (signal: AbortSignal) => Promise<Result<Value, OutboundRefusal>>,
): Promise<Result<Value, OutboundRefusal>> {
  const controller = new AbortController()
  const { promise: late, resolve } = Promise.withResolvers<Result<Value, OutboundRefusal>>()
  const timer = setTimeout(() => {
    controller.abort()
    resolve(refuse('timed_out'))
  }, timeoutMs)
  const running = task(controller.signal).catch(() => refuse('unreachable' as const))
  void running.then(release)
  try {
    return await Promise.race([running, late])
  } finally {
    clearTimeout(timer)
  }
}

function parseJson(body: Uint8Array): JsonObject | undefined {
  try {
    return parseStrictJsonObject(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
