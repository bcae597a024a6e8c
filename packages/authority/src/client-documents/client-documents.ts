import { accept, type Clock, nowSeconds, type Result, refuse } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import { documentPolicy } from '../clients/document-policy.ts'
import type { ClientPolicy } from '../clients/plan-client.ts'
import { redirectOrigin } from '../clients/redirect-uri.ts'
import { metadataDocumentBytes, type Outbound } from '../outbound/outbound.ts'
import type { OutboundRefusal } from '../outbound/outbound-refusal.ts'
import {
  type Asker,
  createStrangerFetches,
  type StrangerFetches,
} from '../outbound/stranger-fetches.ts'
import { ClientUnavailable } from './client-unavailable.ts'
import { createKeptClients } from './kept-clients.ts'
import { type DocumentRefusal, parseClientDocument } from './parse-client-document.ts'
import { parseDocumentId } from './parse-document-id.ts'

/**
 * Clients whose id is the address of their metadata: known from the document there, for as long as it may
 * be kept, and vouched for by nobody but whoever can publish at that address.
 *
 * - An id that is not of the form is no client, and nothing is fetched.
 * - What is fetched is kept 5 minutes to 24 hours, as its headers say (one hour where they say nothing), and
 *   stands in for a day more while its document cannot be had; what is no such document is never kept.
 * - Questions for one id at once share one fetch; fetches are limited by the address block of whoever
 *   names the id, by host and in total.
 * @see draft-ietf-oauth-client-id-metadata-document-01, STANDARDS.md CIMD-01 to CIMD-09
 */
export interface ClientDocuments {
  /** The client of an id; undefined if it is none. Throws `ClientUnavailable` where that cannot be told now. */
  find(clientId: string, asker: Asker): Promise<ClientRecord | undefined>
  /** Whether a page of this origin is a redirect URI of a public client that is known. */
  isBrowserOrigin(origin: string): boolean
}

export type { ClientPolicy } from '../clients/plan-client.ts'

/** Why an id led to no client. */
export type FetchRefusal = OutboundRefusal | DocumentRefusal | 'too_many_fetches'

const RETRY_SECONDS = 10

export function createClientDocuments(world: {
  readonly outbound: Outbound
  readonly clock: Clock
  readonly issuer: string
  readonly policy: ClientPolicy
  /** Counts the fetches, and those of keys with them where both share it; by default it is their own. */
  readonly strangerFetches?: StrangerFetches
  /** Told why an id led to nothing; never part of an answer. */
  readonly onRefused?: (clientId: string, refusal: FetchRefusal) => void
}): ClientDocuments {
  const { outbound, clock, issuer, policy, onRefused } = world
  const { strangerFetches = createStrangerFetches(clock) } = world
  const kept = createKeptClients(clock)
  const underWay = new Map<string, Promise<Result<ClientRecord, FetchRefusal>>>()

  async function fetchClient(url: URL): Promise<Result<ClientRecord, FetchRefusal>> {
    const found = await load(url)
    if (found.ok) {
      kept.keep(found.value.client, found.value.freshSeconds)
      return accept(found.value.client)
    }
    onRefused?.(url.href, found.refusal)
    if (PASSING.has(found.refusal)) kept.postpone(url.href)
    else kept.forget(url.href)
    return found
  }

  async function load(url: URL): Promise<Result<Found, FetchRefusal>> {
    const fetched = await outbound.getJson({
      url: url.href,
      purpose: 'client_document',
      policy: documentPolicy(issuer),
      maxBytes: metadataDocumentBytes,
    })
    if (!fetched.ok) return fetched
    const now = nowSeconds(clock)
    const client = parseClientDocument(fetched.value.json, url.href, { policy, issuer, now })
    if (!client.ok) return client
    return accept({ client: client.value, freshSeconds: fetched.value.freshSeconds })
  }

  function ask(url: URL, asker: Asker): Promise<Result<ClientRecord, FetchRefusal>> {
    const running = underWay.get(url.href)
    if (running !== undefined) return running
    if (!strangerFetches.take(asker, url)) {
      onRefused?.(url.href, 'too_many_fetches')
      return Promise.resolve(refuse('too_many_fetches'))
    }
    const fetching = fetchClient(url).finally(() => underWay.delete(url.href))
    underWay.set(url.href, fetching)
    return fetching
  }

  return {
    find: async (clientId, asker) => {
      const url = parseDocumentId(clientId, issuer)
      if (url === undefined) return undefined
      const fresh = kept.findFresh(clientId)
      if (fresh !== undefined) return fresh
      const found = await ask(url, asker)
      if (found.ok) return found.value
      if (!PASSING.has(found.refusal)) return undefined
      const stale = kept.find(clientId)
      if (stale === undefined) throw new ClientUnavailable(RETRY_SECONDS)
      return stale
    },
    isBrowserOrigin: (origin) =>
      kept
        .list()
        .some(
          (client) =>
            client.token_endpoint_auth_method === 'none' &&
            client.redirect_uris.some((uri) => redirectOrigin(uri) === origin),
        ),
  }
}

/**
 * What says nothing of the document, only that it could not be had.
 * Security: all that a host's name and network tell is among them, so that what there is of either cannot
 * be found out here (a scan of the inside).
 */
const PASSING: ReadonlySet<FetchRefusal> = new Set([
  'too_many_fetches',
  'busy',
  'address_refused',
  'unresolved',
  'unreachable',
  'timed_out',
  'host_failing',
])

interface Found {
  readonly client: ClientRecord
  readonly freshSeconds: number | undefined
}
