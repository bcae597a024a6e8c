import { fetchJson, UnusableAnswer } from './fetch-json.ts'
import { checkEndpointUrl, type EndpointName, wellKnownUrls } from './issuer-urls.ts'

/** Whose metadata, and how it is fetched. */
export interface Discovery {
  readonly issuer: string
  readonly fetch: typeof globalThis.fetch
  readonly allowInsecure: boolean
}

/**
 * Asks the metadata of an issuer for one of its addresses. Throws when the metadata cannot be had or
 * trusted, or does not name one.
 * @see RFC 8414 §3, OpenID Connect Discovery 1.0 §4
 */
export async function discoverEndpoint(
  name: EndpointName,
  { issuer, fetch, allowInsecure }: Discovery,
  signal: AbortSignal,
): Promise<string> {
  for (const url of wellKnownUrls(issuer)) {
    const metadata = await fetchJson(url, fetch, signal).catch(nothingThere)
    if (metadata === undefined) continue
    // Security: metadata that names another issuer is another's (mix-up); RFC 8414 §3.3.
    if (metadata.issuer !== issuer) throw new Error(`\`${url}\` is the metadata of another issuer`)
    return checkEndpointUrl(name, metadata[name], { issuer, allowInsecure })
  }
  throw new Error(`the issuer \`${issuer}\` publishes no metadata`)
}

/**
 * Some issuers answer 403, or 200 with a page, where they have no document: that is no outage, and the
 * next address may have it.
 */
function nothingThere(error: unknown): undefined {
  if (error instanceof UnusableAnswer && error.status < 500) return undefined
  throw error
}
