import { createQuota } from '@sallyport/limits'
import { type Clock, nowSeconds, type Result, refuse } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import { documentPolicy } from '../clients/document-policy.ts'
import type { ClientPolicy } from '../clients/plan-client.ts'
import { redirectOrigin } from '../clients/redirect-uri.ts'
import { metadataDocumentBytes, type Outbound } from '../outbound/outbound.ts'
import type { OutboundRefusal } from '../outbound/outbound-refusal.ts'
import { type DocumentRefusal, parseClientDocument } from './parse-client-document.ts'
import { parseDocumentId } from './parse-document-id.ts'

/**
 * Clients whose id is the address of their metadata: known from the document there, for as long as it may
 * be kept, and vouched for by nobody but whoever can publish at that address.
 *
 * - An id that is not of the form is no client, and nothing is fetched.
 * - What is fetched is kept 5 minutes to 24 hours, as its headers say (one hour where they say nothing);
 *   what cannot be fetched, or is no such document, is never kept.
 * - Questions for one id at once share one fetch; fetches are limited by host and in total.
 * @see draft-ietf-oauth-client-id-metadata-document-01, STANDARDS.md CIMD-01 to CIMD-09
 */
export interface ClientDocuments {
  /** The client of an id; undefined if it is none, or none that can be had now. */
  find(clientId: string): Promise<ClientRecord | undefined>
  /** Whether a page of this origin is a redirect URI of a public client that is known just now. */
  isBrowserOrigin(origin: string): boolean
}

export type { ClientPolicy } from '../clients/plan-client.ts'

/** Why an id led to no client. */
export type FetchRefusal = OutboundRefusal | DocumentRefusal | 'too_many_fetches'

const LEAST_SECONDS = 300
const USUAL_SECONDS = 3600
const MOST_SECONDS = 86_400
const MOST_KEPT = 1000

export function createClientDocuments(world: {
  readonly outbound: Outbound
  readonly clock: Clock
  readonly issuer: string
  readonly policy: ClientPolicy
  /** Told why an id led to nothing; never part of an answer. */
  readonly onRefused?: (clientId: string, refusal: FetchRefusal) => void
}): ClientDocuments {
  const { outbound, clock, issuer, policy, onRefused } = world
  const kept = new Map<string, { readonly client: ClientRecord; readonly until: number }>()
  const underWay = new Map<string, Promise<ClientRecord | undefined>>()
  // Security: without these, anybody could make us knock at anybody's door, as often as they like.
  const byHost = createQuota({ limit: 30, windowSeconds: 60, clock })
  const inTotal = createQuota({ limit: 300, windowSeconds: 60, clock, maxKeys: 1 })

  async function fetchClient(url: URL): Promise<ClientRecord | undefined> {
    const clientId = url.href
    const found = await load(url)
    if (found.ok) {
      keep(clientId, found.value.client, found.value.freshSeconds)
      return found.value.client
    }
    onRefused?.(clientId, found.refusal)
    return undefined
  }

  async function load(url: URL): Promise<Result<Found, FetchRefusal>> {
    if (!byHost.take(url.host).allowed || !inTotal.take('').allowed) {
      return refuse('too_many_fetches')
    }
    const fetched = await outbound.getJson({
      url: url.href,
      policy: documentPolicy(issuer),
      maxBytes: metadataDocumentBytes,
    })
    if (!fetched.ok) return fetched
    const now = nowSeconds(clock)
    const client = parseClientDocument(fetched.value.json, url.href, { policy, issuer, now })
    if (!client.ok) return client
    return { ok: true, value: { client: client.value, freshSeconds: fetched.value.freshSeconds } }
  }

  function keep(clientId: string, client: ClientRecord, freshSeconds = USUAL_SECONDS): void {
    const seconds = Math.min(Math.max(freshSeconds, LEAST_SECONDS), MOST_SECONDS)
    kept.delete(clientId)
    kept.set(clientId, { client, until: nowSeconds(clock) + seconds })
    const [oldest] = kept.keys()
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  }

  function known(clientId: string): ClientRecord | undefined {
    const entry = kept.get(clientId)
    if (entry === undefined || nowSeconds(clock) < entry.until) return entry?.client
    kept.delete(clientId)
    return undefined
  }

  return {
    find: async (clientId) => {
      const url = parseDocumentId(clientId, issuer)
      if (url === undefined) return undefined
      const client = known(clientId)
      if (client !== undefined) return client
      const running = underWay.get(clientId)
      if (running !== undefined) return running
      const fetching = fetchClient(url).finally(() => underWay.delete(clientId))
      underWay.set(clientId, fetching)
      return fetching
    },
    isBrowserOrigin: (origin) =>
      [...kept.keys()].some((clientId) => {
        const client = known(clientId)
        return (
          client?.token_endpoint_auth_method === 'none' &&
          client.redirect_uris.some((uri) => redirectOrigin(uri) === origin)
        )
      }),
  }
}

interface Found {
  readonly client: ClientRecord
  readonly freshSeconds: number | undefined
}
