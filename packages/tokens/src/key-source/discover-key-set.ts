import { fetchJson } from './fetch-json.ts'
import { importKeySet, type KeySet } from './import-key-set.ts'
import { checkKeyUrl, wellKnownUrls } from './issuer-urls.ts'

export interface Discovery {
  readonly issuer: string
  readonly fetch: typeof globalThis.fetch
  readonly allowInsecure: boolean
}

/**
 * Fetches the metadata of an issuer and the keys that it points to. Throws when either cannot be had or
 * trusted.
 * @see RFC 8414 §3, OpenID Connect Discovery 1.0 §4
 */
export async function discoverKeySet(discovery: Discovery, signal: AbortSignal): Promise<KeySet> {
  const { issuer, fetch, allowInsecure } = discovery
  const keyUrl = checkKeyUrl(await discoverKeyUrl(discovery, signal), issuer, allowInsecure)
  const document = await fetchJson(keyUrl, fetch, signal)
  const keys = document?.keys
  if (!Array.isArray(keys)) throw new Error(`\`${keyUrl}\` is not a set of keys`)
  return importKeySet(keys)
}

async function discoverKeyUrl({ issuer, fetch }: Discovery, signal: AbortSignal): Promise<unknown> {
  for (const url of wellKnownUrls(issuer)) {
    const metadata = await fetchJson(url, fetch, signal)
    if (metadata === undefined) continue
    // Security: metadata that names another issuer is another's (mix-up); RFC 8414 §3.3.
    if (metadata.issuer !== issuer) throw new Error(`\`${url}\` is the metadata of another issuer`)
    return metadata.jwks_uri
  }
  throw new Error(`the issuer \`${issuer}\` publishes no metadata`)
}
