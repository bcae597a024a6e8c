import type { ClientRecord } from '@sallyport/store'
import { isUnprovenRedirect } from './redirect-uri.ts'

/** How far a client's own words are to be believed: what pages say of it besides its name. */
export type ClientStanding =
  /** The operator vouches for the client. */
  | { readonly kind: 'vouched' }
  /** It registered itself: its name proves nothing. */
  | { readonly kind: 'registered' }
  /** Its metadata is published at the host in its id, which is what it can be known by. */
  | { readonly kind: 'published'; readonly host: string; readonly isLocalOnly: boolean }

/** @see STANDARDS.md DCR-02, CIMD-07 */
export function standingOf(client: ClientRecord): ClientStanding {
  if (client.origin === 'operator') return { kind: 'vouched' }
  if (client.origin === 'registration') return { kind: 'registered' }
  return {
    kind: 'published',
    host: new URL(client.client_id).host,
    isLocalOnly: client.redirect_uris.every(isUnprovenRedirect),
  }
}

/** Where the answer to a client goes, for people: the host of the redirect URI, or its scheme. */
export function destinationOf(redirectUri: string): string {
  const { host, protocol } = new URL(redirectUri)
  return host === '' ? protocol : host
}
